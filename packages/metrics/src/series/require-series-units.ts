import { AppError } from '@lamina/errors';
import type { SeriesUnit } from './series-unit.ts';

/**
 * Checks that units can be added up: at least one unit, all with the same number of blocks, finite sums, and counts that are integers ≥ 0.
 * @throws AppError BAD_USER_INPUT naming the unit and the block
 */
export function requireSeriesUnits(units: readonly SeriesUnit[]): void {
  const blockCount = units[0]?.sum.length;
  if (blockCount === undefined) {
    throw new AppError('BAD_USER_INPUT', 'There are 0 resampling units to summarise; give at least 1 document or window.');
  }
  for (const [place, unit] of units.entries()) {
    requireLength(place, unit, blockCount);
    requireNumbers(place, unit);
  }
}

function requireLength(place: number, unit: SeriesUnit, blockCount: number): void {
  const lengths = [unit.sum.length, unit.count.length, unit.undefinedCount?.length ?? blockCount];
  if (lengths.some((length) => length !== blockCount)) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Resampling unit ${place} has ${lengths.join(', ')} entries of sum, count and undefinedCount, but unit 0 has ${blockCount} blocks; measure every unit on the same model.`,
    );
  }
}

function requireNumbers(place: number, unit: SeriesUnit): void {
  const { sum, count, undefinedCount } = unit;
  const block = sum.findIndex(
    (value, index) =>
      !Number.isFinite(value) || !isCount(count[index]) || (undefinedCount !== undefined && !isCount(undefinedCount[index])),
  );
  if (block !== -1) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Resampling unit ${place}, block ${block}: sum ${unit.sum[block]}, count ${unit.count[block]}; a sum must be finite and a count an integer ≥ 0. Leave undefined tokens out and count them in undefinedCount.`,
    );
  }
}

function isCount(value: number | undefined): boolean {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0;
}
