import { requireComparable } from './require-comparable.ts';

/**
 * Kendall's tau-b of two scorings of the same blocks: (concordant − discordant) / sqrt((pairs − tied in first)(pairs − tied in second)).
 * Source: Kendall 1945, "The treatment of ties in ranking problems"; equals scipy.stats.kendalltau.
 * @param first float64[L]
 * @param second float64[L]
 * @returns −1..1, or null when it is not defined: fewer than two blocks, or one scoring is constant
 * @throws AppError NOT_COMPARABLE for different lengths, BAD_USER_INPUT for a value that is not finite
 */
export function kendallTauB(first: readonly number[], second: readonly number[]): number | null {
  requireComparable(first, second);
  let [agreement, untiedFirst, untiedSecond] = [0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    // Both have the length that requireComparable found; pairs of blocks in every draw of a bootstrap are read unchecked.
    for (let j = 0; j < i; j++) {
      const a = Math.sign((first[i] as number) - (first[j] as number));
      const b = Math.sign((second[i] as number) - (second[j] as number));
      agreement += a * b;
      untiedFirst += a * a;
      untiedSecond += b * b;
    }
  }
  const spread = untiedFirst * untiedSecond;
  return spread === 0 ? null : Math.min(1, Math.max(-1, agreement / Math.sqrt(spread)));
}
