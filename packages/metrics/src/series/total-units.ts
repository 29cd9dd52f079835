import { getAt } from '@lamina/errors';
import type { SeriesUnit } from './series-unit.ts';

/**
 * Adds units up, block by block.
 * @param units at least one, all of L blocks
 * @returns sum: float64[L], count: integer[L], undefinedCount: integer[L]
 */
export function totalUnits(units: readonly SeriesUnit[]): { sum: number[]; count: number[]; undefinedCount: number[] } {
  const blocks = getAt(units, 0).sum;
  const total = (pick: (unit: SeriesUnit) => readonly number[]) =>
    blocks.map((_, index) => units.reduce((running, unit) => running + getAt(pick(unit), index), 0));
  const none = blocks.map(() => 0);
  return {
    sum: total((unit) => unit.sum),
    count: total((unit) => unit.count),
    undefinedCount: total((unit) => unit.undefinedCount ?? none),
  };
}
