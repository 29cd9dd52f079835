import type { Interval } from './interval.ts';
import { Z_95 } from './z-95.ts';

/**
 * The 95 % score interval of a share (Wilson 1927), which is also right where the share is 0 or 1.
 * @param count successes, 0 … total
 * @param total trials, at least 1
 */
export function wilsonInterval(count: number, total: number): Interval {
  const share = count / total;
  const square = Z_95 * Z_95;
  const middle = (share + square / (2 * total)) / (1 + square / total);
  const margin = (Z_95 / (1 + square / total)) * Math.sqrt((share * (1 - share)) / total + square / (4 * total * total));
  return { low: count === 0 ? 0 : middle - margin, high: count === total ? 1 : middle + margin };
}
