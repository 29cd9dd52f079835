import type { Interval } from './interval.ts';
import { sampleMean, standardErrorOfMean } from './sample-spread.ts';
import { studentT95 } from './student-t.ts';

/** The mean of a sample, with an interval for the mean of its population. */
export interface MeanEstimate {
  readonly mean: number;
  /** Standard error of the mean; null for a single value. */
  readonly standardError: number | null;
  /** 95 %, by Student's t. */
  readonly interval: Interval | null;
}

/**
 * The mean of values that are a sample, such as the models of a family. The spread of the values includes the error of each value.
 * @param values float64[n], n ≥ 1
 */
export function estimateMean(values: readonly number[]): MeanEstimate {
  const count = values.length;
  const mean = sampleMean(values);
  const standardError = standardErrorOfMean(values);
  if (standardError === null) return { mean, standardError, interval: null };
  const margin = studentT95(count - 1) * standardError;
  return { mean, standardError, interval: { low: mean - margin, high: mean + margin } };
}
