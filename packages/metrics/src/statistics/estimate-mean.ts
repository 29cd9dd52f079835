import type { Interval } from './interval.ts';
import { studentT95 } from './student-t.ts';

/** The mean of a sample, and where the mean of all that it stands for may lie. */
export interface MeanEstimate {
  readonly mean: number;
  /** Of the mean; null of one value, which says nothing about others. */
  readonly standardError: number | null;
  /** 95 %, by Student's t. */
  readonly interval: Interval | null;
}

/**
 * The mean of values that are a sample, as models are of their family. What the values differ by holds the error of each of them as well.
 * @param values float64[n], n ≥ 1
 */
export function estimateMean(values: readonly number[]): MeanEstimate {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, standardError: null, interval: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const standardError = Math.sqrt(variance / count);
  const margin = studentT95(count - 1) * standardError;
  return { mean, standardError, interval: { low: mean - margin, high: mean + margin } };
}
