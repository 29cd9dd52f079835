import { getAt } from '@lamina/errors';
import { meanOf } from '../statistics/mean-of.ts';

/**
 * relative-magnitude@1 per block: mean over tokens of ‖h_{i+1} − h_i‖ / ‖h_{i+1}‖. Range ≥ 0; lower = more redundant.
 * Source: Samragh et al. 2023, as cited by Men et al. 2024 ("ShortGPT").
 * @param ratioSum float64[L], the ratio summed over the counted tokens
 * @param count integer[L], the tokens counted
 * @returns float64[L], null where count is 0
 */
export function relativeMagnitudeOf(ratioSum: ArrayLike<number>, count: ArrayLike<number>): (number | null)[] {
  return Array.from(ratioSum, (sum, index) => meanOf(sum, getAt(count, index)));
}
