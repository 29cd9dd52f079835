import { Z_95 } from '@lamina/metrics';

/** An average retention and how sure it is. */
export interface Measured {
  readonly average: number;
  readonly standardError: number | null;
}

/** The difference of two averages that is significant at 95 %. */
export function significantDifference(standardError: number, otherStandardError: number): number {
  return Z_95 * Math.hypot(standardError, otherStandardError);
}

/** Whether one average is better than another at 95 %; without standard errors nothing is. */
export function isSurelyBetter(a: Measured, b: Measured): boolean {
  if (a.standardError === null || b.standardError === null) return false;
  return a.average - b.average > significantDifference(a.standardError, b.standardError);
}
