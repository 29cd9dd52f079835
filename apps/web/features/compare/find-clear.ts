import { getAt } from '@lamina/errors';
import { holmAdjust, twoSidedP, Z_95 } from '@lamina/metrics';
import type { DifferenceCell, RetentionRow } from './build-retention.ts';

const SURE = 0.05;

/**
 * The differences that hold at 95 % after Holm's correction: a table has so many that some intervals leave out 0 by chance. Differences from the
 * baseline are one family of claims, losses another.
 */
export function findClear(rows: readonly RetentionRow[]): ReadonlySet<DifferenceCell> {
  const differences = rows.flatMap((row) => [...row.differences.values()]);
  const losses = rows.flatMap((row) => [...row.losses.values()]);
  return new Set([...correct(differences), ...correct(losses)]);
}

function correct(cells: readonly DifferenceCell[]): readonly DifferenceCell[] {
  const tested = cells.flatMap((cell) => {
    const { value, low, high } = cell;
    // Without an interval, or where no answer differs, nothing is told apart from 0.
    return low === null || high === null || low === high ? [] : [{ cell, p: twoSidedP(value, (high - low) / (2 * Z_95)) }];
  });
  const adjusted = holmAdjust(tested.map(({ p }) => p));
  return tested.filter((_, place) => getAt(adjusted, place) < SURE).map(({ cell }) => cell);
}
