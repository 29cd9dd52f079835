import type { MetricName, MetricValue } from './task-evaluation.ts';

/**
 * The mean of per-document values with its standard error: sample standard deviation (n − 1) / sqrt(n), null for n = 1. For 0/1 values
 * this is sqrt(p(1 − p)/(n − 1)).
 * Source: lm-evaluation-harness 0.4.13.dev0, lm_eval/api/metrics.py, mean_stderr.
 * @param values float64[n], n ≥ 1
 */
export function aggregateMean(metric: MetricName, values: readonly number[]): MetricValue {
  const n = values.length;
  const value = values.reduce((total, each) => total + each, 0) / n;
  const squares = values.reduce((total, each) => total + (each - value) ** 2, 0);
  return { metric, value, standardError: n < 2 ? null : Math.sqrt(squares / (n - 1) / n) };
}
