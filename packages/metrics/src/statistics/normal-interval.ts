import type { Interval } from './interval.ts';
import { Z_95 } from './z-95.ts';

/**
 * The normal 95 % interval of an estimate: value ± 1.96 standard errors.
 * @param standardError null if it is not known
 * @returns null without a standard error
 */
export function normalInterval(value: number, standardError: number): Interval;
export function normalInterval(value: number, standardError: number | null): Interval | null;
export function normalInterval(value: number, standardError: number | null): Interval | null {
  return standardError === null ? null : { low: value - Z_95 * standardError, high: value + Z_95 * standardError };
}
