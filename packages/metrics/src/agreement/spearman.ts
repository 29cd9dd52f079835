import { getAt } from '@lamina/errors';
import { requireComparable } from './require-comparable.ts';

/**
 * Spearman's rank correlation of two scorings of the same blocks: Pearson's correlation of average ranks (tied values share the mean of
 * their ranks, as in scipy.stats.spearmanr).
 * @param first float64[L]
 * @param second float64[L]
 * @returns −1..1, or null when it is not defined: fewer than two blocks, or one scoring is constant
 * @throws AppError NOT_COMPARABLE for different lengths, BAD_USER_INPUT for a value that is not finite
 */
export function spearman(first: readonly number[], second: readonly number[]): number | null {
  requireComparable(first, second);
  const [a, b] = [centredRanks(first), centredRanks(second)];
  const product = (x: readonly number[], y: readonly number[]) => x.reduce((total, value, index) => total + value * getAt(y, index), 0);
  const spread = product(a, a) * product(b, b);
  return spread === 0 ? null : Math.min(1, Math.max(-1, product(a, b) / Math.sqrt(spread)));
}

/** Average ranks minus their mean (n + 1) / 2: half of (values below − values above), exact in float64. */
function centredRanks(values: readonly number[]): number[] {
  const ranks = values.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    // Every pair of blocks in every draw of a bootstrap is read here, unchecked.
    for (let j = 0; j < i; j++) {
      const order = Math.sign((values[i] as number) - (values[j] as number)) / 2;
      ranks[i] = (ranks[i] as number) + order;
      ranks[j] = (ranks[j] as number) - order;
    }
  }
  return ranks;
}
