import { getAt } from '@lamina/errors';
import { meanOf } from '../statistics/mean-of.ts';

/**
 * The symmetric matrix of means over pairs of states.
 * @param sums float64[size²], row-major; only entries with column ≥ row are read
 * @param counts the same entries
 * @returns float64[size, size], symmetric, null where nothing was counted
 */
export function meanMatrixOf(sums: Float64Array, counts: Float64Array): (number | null)[][] {
  const size = Math.round(Math.sqrt(sums.length));
  const mean = (cell: number): number | null => meanOf(getAt(sums, cell), getAt(counts, cell));
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_unused, column) => mean(Math.min(row, column) * size + Math.max(row, column))),
  );
}
