import { orderAscending } from './order-ascending.ts';

/**
 * The rank of every block: 1 = lowest value (most redundant), L = highest. Ties and nulls as in `orderAscending`, so ranks are distinct.
 * @param values float64[L], null where not measured
 * @returns integer[L], a permutation of 1..L
 * @throws AppError BAD_USER_INPUT when a value is NaN
 */
export function rankAscending(values: readonly (number | null)[]): number[] {
  const ranks = new Array<number>(values.length).fill(0);
  for (const [place, index] of orderAscending(values).entries()) {
    ranks[index] = place + 1;
  }
  return ranks;
}
