import { estimateMean } from './estimate-mean.ts';

/** The ratio of two quantities that were measured in pairs, with its 95 % interval. */
export interface RatioEstimate {
  /** Geometric mean of the pairs' ratios. */
  readonly ratio: number;
  /** Ends of the interval; null for a single pair. */
  readonly low: number | null;
  readonly high: number | null;
  readonly pairs: number;
}

/**
 * The geometric mean of paired ratios, with the 95 % interval of Student's t on their logarithms. A slow moment of the machine affects both sides of
 * a pair and cancels.
 * @param ratios float64[n], n ≥ 1, each above 0
 */
export function estimateRatio(ratios: readonly number[]): RatioEstimate {
  const { mean, interval } = estimateMean(ratios.map(Math.log));
  const ends = { low: interval && Math.exp(interval.low), high: interval && Math.exp(interval.high) };
  return { ratio: Math.exp(mean), ...ends, pairs: ratios.length };
}
