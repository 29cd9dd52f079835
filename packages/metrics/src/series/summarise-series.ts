import { getAt } from '@lamina/errors';
import { meanOf } from '../statistics/mean-of.ts';
import { bootstrapSeries } from './bootstrap-series.ts';
import type { LayerSeries } from './layer-series.ts';
import { requireSeriesUnits } from './require-series-units.ts';
import type { SeriesUnit } from './series-unit.ts';

/**
 * Adds the units of one metric up to the model's series; the standard error is that of `bootstrapSeries` with the same seed and draws.
 * @param units one entry per document (or per window with a single document), each of L blocks
 * @param options.seed seed of the resampling, default 0
 * @param options.draws bootstrap draws, default 1,000
 * @throws AppError BAD_USER_INPUT for no units, units of different lengths, or sums that are not finite
 */
export function summariseSeries(
  units: readonly SeriesUnit[],
  options: { readonly seed?: number; readonly draws?: number } = {},
): LayerSeries {
  requireSeriesUnits(units);
  const { sum, count, undefinedCount } = totalUnits(units);
  const { standardError } = bootstrapSeries(units, options);
  return { mean: sum.map((value, index) => meanOf(value, getAt(count, index))), sum, count, standardError, undefinedCount };
}

/**
 * Adds units up, block by block.
 * @param units at least one, all of L blocks
 * @returns sum: float64[L], count: integer[L], undefinedCount: integer[L]
 */
function totalUnits(units: readonly SeriesUnit[]): { sum: number[]; count: number[]; undefinedCount: number[] } {
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
