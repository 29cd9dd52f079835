import { getAt } from '@lamina/errors';
import type { Random } from '../random/create-random.ts';
import { meanOf } from '../statistics/mean-of.ts';
import type { SeriesUnit } from './series-unit.ts';

/** As many indices as there are units, drawn with replacement: index = floor(random() × n). */
export function drawPlaces(count: number, random: Random): number[] {
  return Array.from({ length: count }, () => Math.floor(random.random() * count));
}

/**
 * Σ sum / Σ count per block over the units at the given places.
 * @returns float64[L], null where no token was counted
 */
export function meansAt(units: readonly SeriesUnit[], places: readonly number[]): (number | null)[] {
  const blockCount = getAt(units, 0).sum.length;
  const sum = new Float64Array(blockCount);
  const count = new Float64Array(blockCount);
  for (const place of places) {
    const unit = getAt(units, place);
    // Every unit has blockCount blocks (requireSeriesUnits); checked reads would double the time of a bootstrap.
    for (let block = 0; block < blockCount; block++) {
      sum[block] = (sum[block] as number) + (unit.sum[block] as number);
      count[block] = (count[block] as number) + (unit.count[block] as number);
    }
  }
  return Array.from(sum, (value, block) => meanOf(value, getAt(count, block)));
}
