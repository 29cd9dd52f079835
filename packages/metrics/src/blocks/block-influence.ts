import { getAt } from '@lamina/errors';
import { meanOf } from '../statistics/mean-of.ts';

/**
 * block-influence@1 per block: 1 − mean over tokens of cos(h_i, h_{i+1}). Range 0..2; lower = more redundant. The same formula serves
 * block-influence-final-norm@1, whose last outgoing state went through the final norm.
 * Source: Men et al. 2024, "ShortGPT", equation 1.
 * @param cosineSum float64[L], cosines summed over the counted tokens
 * @param count integer[L], the tokens counted
 * @returns float64[L], null where count is 0
 */
export function blockInfluenceOf(cosineSum: ArrayLike<number>, count: ArrayLike<number>): (number | null)[] {
  return blockInfluenceSums(cosineSum, count).map((sum, index) => meanOf(sum, getAt(count, index)));
}

/**
 * The sums a block-influence series stores: Σ (1 − cos) = count − Σ cos, so that sum / count is the metric itself.
 * @param cosineSum float64[L], cosines summed over the counted tokens
 * @param count integer[L], the tokens counted
 * @returns float64[L], in 0..2·count
 */
export function blockInfluenceSums(cosineSum: ArrayLike<number>, count: ArrayLike<number>): number[] {
  return Array.from(cosineSum, (sum, index) => getAt(count, index) - sum);
}
