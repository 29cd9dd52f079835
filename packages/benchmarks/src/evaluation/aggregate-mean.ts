import { type MetricName, NO_FILTER, sampleMean, standardErrorOfMean } from '@lamina/metrics';
import type { MetricValue } from './task-evaluation.ts';

/**
 * The mean of per-document values with its standard error: sample standard deviation (n − 1) / sqrt(n), null for n = 1. For 0/1 values
 * this is sqrt(p(1 − p)/(n − 1)).
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/metrics.py, mean_stderr. (For brier_score the harness reports no error.)
 * @param values float64[n], n ≥ 1
 */
export function aggregateMean(metric: MetricName, values: readonly number[], filter: string = NO_FILTER): MetricValue {
  return { metric, filter, value: sampleMean(values), standardError: standardErrorOfMean(values) };
}
