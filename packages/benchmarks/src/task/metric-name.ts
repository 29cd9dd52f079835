/**
 * The metrics a task may report. acc, acc_norm, acc_bytes, exact_match, rouge1: 0..1, higher is better. brier_score: 0..2, lower is better.
 * Perplexities and bits_per_byte: ≥ 0, lower is better.
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
] as const;

/** The name of a metric. */
export type MetricName = (typeof METRIC_NAMES)[number];

/** The filter of results that are read as they are; the harness' name for it. */
export const NO_FILTER = 'none';
