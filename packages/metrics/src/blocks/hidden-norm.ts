import { getAt } from '@lamina/errors';
import { meanOf } from '../statistics/mean-of.ts';

/**
 * hidden-norm@1 per boundary: mean over tokens of ‖h_i‖, i = 0..L (h_L before the final norm). Range ≥ 0; a diagnosis, not a ranking.
 * @param normSum float64[L+1], Euclidean norms summed over the counted tokens
 * @param count integer[L+1], the tokens counted
 * @returns float64[L+1], null where count is 0
 */
export function hiddenNormOf(normSum: ArrayLike<number>, count: ArrayLike<number>): (number | null)[] {
  return Array.from(normSum, (sum, index) => meanOf(sum, getAt(count, index)));
}
