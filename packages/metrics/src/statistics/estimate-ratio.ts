import { estimateMean } from './estimate-mean.ts';

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
  const { mean, interval } = estimateMean(ratios.map(Math.log));
  const ends = { low: interval && Math.exp(interval.low), high: interval && Math.exp(interval.high) };
  return { ratio: Math.exp(mean), ...ends, pairs: ratios.length };
}
