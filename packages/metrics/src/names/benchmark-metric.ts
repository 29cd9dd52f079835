import { splitMetricKey } from './metric-key.ts';

/**
 * The metrics a task may report. acc, acc_norm, acc_bytes, exact_match, rouge1: 0..1, higher is better. brier_score: 0..2, lower is better.
 * Perplexities and bits_per_byte: ≥ 0, lower is better.
 * acceptance, top1_agreement: measures of a changed model beside the whole one (CHANGE_MEASURES), 0..1, higher is better.
 * kl_divergence: divergence of a pruned model's next-token distribution from the whole model's, nats per token, ≥ 0, lower is better.
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
  'kl_divergence',
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
  'kl_divergence',
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
