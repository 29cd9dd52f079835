import { Z_95 } from '../statistics/z-95.ts';

/** An average with its standard error; null = its standard error is not known. */
export interface SureAverage {
  readonly average: number;
  readonly standardError: number | null;
}

/** The difference of two averages that is significant at 95 %. */
function significantDifference(standardError: number, otherStandardError: number): number {
  return Z_95 * Math.hypot(standardError, otherStandardError);
}

/** Whether one average is significantly better than another at 95 %; false if standard errors are missing. */
export function isSurelyBetter(a: SureAverage, b: SureAverage): boolean {
  if (a.standardError === null || b.standardError === null) return false;
  return a.average - b.average > significantDifference(a.standardError, b.standardError);
}

/** Rows with similar standard errors, best first. */
export interface Peers {
  readonly rows: readonly SureAverage[];
  readonly smallestError: number;
  readonly largestError: number;
}

/** Standard errors of one group are within a factor of 2^(1/8). */
const GROUPS_PER_OCTAVE = 8;

/** Rows with a standard error, sorted best first, in groups of similar ones. */
export function groupPeers(sorted: readonly SureAverage[]): readonly Peers[] {
  const sure = sorted.flatMap(({ average, standardError }) => (standardError === null ? [] : [{ average, standardError }]));
  return [...Map.groupBy(sure, ({ standardError }) => Math.floor(Math.log2(standardError) * GROUPS_PER_OCTAVE)).values()].map((rows) => ({
    rows,
    smallestError: rows.reduce((least, { standardError }) => Math.min(least, standardError), Infinity),
    largestError: rows.reduce((largest, { standardError }) => Math.max(largest, standardError), 0),
  }));
}

/**
 * Counts the peers that are significantly better, and worse, than a row at 95 %. Peers that differ by more than the largest standard error requires
 * are found by bisection; the same holds for those that differ by too little even for the smallest. Only the few rows between are compared one by one.
 */
export function countSureDifferences(row: SureAverage, { rows, smallestError, largestError }: Peers): { better: number; worse: number } {
  if (row.standardError === null) return { better: 0, worse: 0 };
  const least = significantDifference(row.standardError, smallestError);
  const enough = significantDifference(row.standardError, largestError);
  const betterEnd = findFirst(rows, ({ average }) => average - row.average <= least);
  const surelyBetterEnd = findFirst(rows, ({ average }) => average - row.average <= enough);
  const worseStart = findFirst(rows, ({ average }) => row.average - average > least);
  const surelyWorseStart = findFirst(rows, ({ average }) => row.average - average > enough);
  return {
    better: surelyBetterEnd + rows.slice(surelyBetterEnd, betterEnd).filter((peer) => isSurelyBetter(peer, row)).length,
    worse: rows.length - surelyWorseStart + rows.slice(worseStart, surelyWorseStart).filter((peer) => isSurelyBetter(row, peer)).length,
  };
}

/** Index of the first row that meets a condition, if all rows after it meet it too; the number of rows if none does. */
function findFirst(rows: readonly SureAverage[], isMet: (row: SureAverage) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isMet(rows[middle] as SureAverage)) high = middle;
    else low = middle + 1;
  }
  return low;
}
