import { normalProbability } from './normal-distribution.ts';

/**
 * The probability of a distance from 0 that is at least as large, by the normal approximation.
 * @param standardError at least 0; with 0, a value of 0 has p = 1 and any other p = 0
 */
export function twoSidedP(value: number, standardError: number): number {
  return value === 0 ? 1 : 2 * normalProbability(-Math.abs(value) / standardError);
}
