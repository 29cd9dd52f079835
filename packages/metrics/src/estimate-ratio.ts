import { studentT95 } from './student-t.ts';

/** The ratio of two quantities that were measured side by side, with its 95 % interval. */
export interface RatioEstimate {
  /** Geometric mean of the pairs' ratios. */
  readonly ratio: number;
  /** Ends of the interval; null of one pair, which says nothing about others. */
  readonly low: number | null;
  readonly high: number | null;
  readonly pairs: number;
}

/**
 * The geometric mean of paired ratios with the 95 % interval that Student's t gives their logarithms: a slow moment of the machine that meets both
 * sides of a pair cancels.
 * @param ratios float64[n], n ≥ 1, each above 0
 */
export function estimateRatio(ratios: readonly number[]): RatioEstimate {
  const logs = ratios.map(Math.log);
  const pairs = logs.length;
  const mean = logs.reduce((sum, value) => sum + value, 0) / pairs;
  const ratio = Math.exp(mean);
  if (pairs < 2) return { ratio, low: null, high: null, pairs };
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (pairs - 1);
  const margin = studentT95(pairs - 1) * Math.sqrt(variance / pairs);
  return { ratio, low: Math.exp(mean - margin), high: Math.exp(mean + margin), pairs };
}
