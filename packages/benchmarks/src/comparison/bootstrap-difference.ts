import { type Interval, percentileOf, sampleDeviation } from '@lamina/metrics';
import {
  addUpTotals,
  PERPLEXITY_METRICS,
  type PerplexityMetric,
  type PerplexityTotals,
  perplexityOf,
  resampleDocuments,
} from '../evaluation/perplexity-of.ts';

/** Difference between a pruned model and the dense model in predicting the same documents. */
export interface PerplexityDifference {
  readonly metric: PerplexityMetric;
  /** pruned − dense, in the metric's unit: above 0 is worse. Null where a perplexity overflows. */
  readonly difference: number | null;
  /** Sample standard deviation (n − 1) over the draws; null with one document, or if a draw overflows. */
  readonly standardError: number | null;
  /** 95 % percentile interval of the difference. */
  readonly interval: Interval | null;
}

/**
 * Document bootstrap of perplexity differences: each draw takes n of the n documents with replacement, the same for both models, and computes all
 * metrics from the drawn sums. The difficulty of a document affects both models and cancels.
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 6 and 13.
 * @param before one entry per document; `after` has the same documents in the same order
 */
export function bootstrapTotals(
  before: readonly PerplexityTotals[],
  after: readonly PerplexityTotals[],
  options?: { readonly seed: number; readonly draws: number },
): PerplexityDifference[] {
  const drawn = resampleDocuments(before.length, (places) => [addUpTotals(before, places), addUpTotals(after, places)] as const, options);
  const whole = [addUpTotals(before), addUpTotals(after)] as const;
  return PERPLEXITY_METRICS.map((metric) => describe(metric, whole, drawn));
}

type Pair = readonly [dense: PerplexityTotals, pruned: PerplexityTotals];

function describe(metric: PerplexityMetric, whole: Pair, drawn: readonly Pair[]): PerplexityDifference {
  const valuesOf = ([dense, pruned]: Pair) => [perplexityOf(metric, dense), perplexityOf(metric, pruned)] as const;
  const [dense, pruned] = valuesOf(whole);
  const values = drawn.map(valuesOf);
  const differences = values.map(([first, second]) => second - first);
  const isKnown = Number.isFinite(pruned - dense);
  return {
    metric,
    difference: isKnown ? pruned - dense : null,
    standardError: sampleDeviation(differences),
    interval: intervalOf(differences),
  };
}

function intervalOf(values: readonly number[]): Interval | null {
  if (values.length < 2 || !values.every(Number.isFinite)) return null;
  const sorted = Float64Array.from(values).sort();
  return { low: percentileOf(sorted, 0.025), high: percentileOf(sorted, 0.975) };
}
