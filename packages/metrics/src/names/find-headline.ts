import type { MetricName } from './benchmark-metric.ts';
import { splitMetricKey } from './metric-key.ts';

/** Metrics that are scores from 0 to 1, which averages count, first choice first. */
export const SCORE_METRICS = ['acc', 'exact_match', 'rouge1'] as const satisfies readonly MetricName[];

/** Headline metrics of a task, first choice first: scores, then perplexities. */
const HEADLINES: readonly MetricName[] = [...SCORE_METRICS, 'word_perplexity', 'perplexity'];

/** The headline metric of each kind of benchmark. */
export const HEADLINE_OF_KIND = { 'multiple-choice': 'acc', perplexity: 'word_perplexity' } as const satisfies Readonly<
  Record<string, MetricName>
>;

/** The filter that reads an answer as the task asks for it; other filters read the same answer differently. */
export const HEADLINE_FILTER = 'strict-match';

/**
 * The result that represents a task in tables and averages: the first of acc, exact_match, rouge1, word_perplexity and perplexity that there is. Of written
 * answers that several filters read (`exact_match,strict-match`) it is strict-match, else the first one given, in the order of the task. undefined where there is none of them.
 */
export function findHeadline<Result extends { readonly metric: string }>(results: readonly Result[]): Result | undefined {
  for (const wanted of HEADLINES) {
    const alike = results.filter(({ metric }) => splitMetricKey(metric).metric === wanted);
    const best = alike.find(({ metric }) => splitMetricKey(metric).filter === HEADLINE_FILTER) ?? alike[0];
    if (best) return best;
  }
  return undefined;
}

/** Whether a metric, with or without a filter behind a comma, is a score from 0 to 1. */
export function isScore(metric: string): boolean {
  const name = splitMetricKey(metric).metric;
  return SCORE_METRICS.some((score) => score === name);
}
