import { splitMetricKey } from './metric-key.ts';

/**
 * The metrics a task may report. acc, acc_norm, acc_bytes, exact_match, rouge1: 0..1, higher is better. brier_score: 0..2, lower is better.
 * Perplexities and bits_per_byte: ≥ 0, lower is better.
 * divergence, acceptance, top1_agreement: CHANGE_MEASURES of a changed model beside the whole one, under their names. divergence: nats per token, ≥ 0, lower
 * is better; the others: 0..1, higher is better.
 */
export const METRIC_NAMES = [
  'acc',
  'acc_norm',
  'acc_bytes',
  'exact_match',
  'rouge1',
  'brier_score',
  'perplexity',
  'word_perplexity',
  'byte_perplexity',
  'bits_per_byte',
  'divergence',
  'acceptance',
  'top1_agreement',
] as const;

/** The name of a metric. */
export type MetricName = (typeof METRIC_NAMES)[number];

const LOWER_IS_BETTER: ReadonlySet<string> = new Set<MetricName>([
  'perplexity',
  'word_perplexity',
  'byte_perplexity',
  'bits_per_byte',
  'brier_score',
  'divergence',
]);

const ACCURACIES: ReadonlySet<string> = new Set<MetricName>(['acc', 'acc_norm', 'acc_bytes', 'exact_match']);

/** Whether a metric is a share of right answers, so that guessing has an expected value. @param key the metric, with or without a filter after a comma */
export function isAccuracy(key: string): boolean {
  return ACCURACIES.has(splitMetricKey(key).metric);
}

/** Whether a higher value of a metric is better. Unknown metrics count as "higher is better". @param key the metric, with or without a filter after a comma */
export function isHigherBetter(key: string): boolean {
  return !LOWER_IS_BETTER.has(splitMetricKey(key).metric);
}
