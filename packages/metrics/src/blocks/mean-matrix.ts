import { getAt } from '@lamina/errors';
import { meanOf } from '../statistics/mean-of.ts';

/**
 * The symmetric matrix of means over boundary pairs from sums and counts of its upper triangle. For mean cosines (cosineMatrix) pass sums of
 * cos(h_i, h_j); for angular distances (angularLastToken) pass sums of `angularDistance` at each window's last token.
 * @param sum float64[size, size]; only entries with column ≥ row are read
 * @param count integer[size, size]; the same entries
 * @returns float64[size, size], symmetric, null where count is 0
 */
export function meanMatrixOf(sum: readonly ArrayLike<number>[], count: readonly ArrayLike<number>[]): (number | null)[][] {
  return sum.map((_, row) =>
    sum.map((__, column) => {
      const [low, high] = row <= column ? [row, column] : [column, row];
      return meanOf(getAt(getAt(sum, low), high), getAt(getAt(count, low), high));
    }),
  );
}
