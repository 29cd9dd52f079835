import { AppError } from '@lamina/errors';
import { orderAscending } from '../ranking/order-ascending.ts';
import { requireComparable } from './require-comparable.ts';

/**
 * Overlap of the blocks that two scorings would remove: Jaccard index |A ∩ B| / |A ∪ B| of their k lowest blocks; for ties, the lower index.
 * @param first float64[L]
 * @param second float64[L]
 * @param k blocks taken from each, 1..L
 * @returns 0..1
 * @throws AppError BAD_USER_INPUT when k is out of range or a value is not finite, NOT_COMPARABLE for different lengths
 */
export function jaccardLowest(first: readonly number[], second: readonly number[], k: number): number {
  requireComparable(first, second);
  if (!Number.isInteger(k) || k < 1 || k > first.length) {
    throw new AppError(
      'BAD_USER_INPUT',
      `The ${k} lowest of ${first.length} blocks were asked for; choose an integer in 1..${first.length}.`,
    );
  }
  const a = orderAscending(first).slice(0, k);
  const b = new Set(orderAscending(second).slice(0, k));
  const shared = a.filter((block) => b.has(block)).length;
  return shared / (2 * k - shared);
}
