import { AppError } from '@lamina/errors';
import { orderAscending } from '../ranking/order-ascending.ts';
import { jaccardLowest } from './jaccard-lowest.ts';
import { kendallTauB } from './kendall-tau-b.ts';
import { spearman } from './spearman.ts';

/** One scoring of a model, e.g. by one metric, or on one calibration set. */
export interface NamedScoring {
  readonly name: string;
  /** float64[L] */
  readonly values: readonly number[];
}

/** Agreement of two of the scorings. */
export interface ScoringPair {
  readonly first: string;
  readonly second: string;
  /** −1..1, null where a scoring is constant. */
  readonly spearman: number | null;
  readonly kendallTauB: number | null;
  /** Overlap of the k lowest blocks, 0..1. */
  readonly jaccard: number;
}

/** How much the choice of the k lowest blocks depends on the scoring. */
export interface ScoringComparison {
  readonly k: number;
  /** Every pair, in the order of the scorings. */
  readonly pairs: readonly ScoringPair[];
  /** float64[L] in 0..1: for each block, the share of scorings in which it is among the k lowest. */
  readonly lowestShare: readonly number[];
  /** The lowest Jaccard overlap of any pair: 1 when the scoring makes no difference. */
  readonly worstJaccard: number;
}

/**
 * Compares scorings of one model with each other: by several metrics (an agreement table), or by one metric on several calibration sets or
 * windows (calibration sensitivity).
 * @param k blocks that would be removed, 1..L
 * @throws AppError BAD_USER_INPUT for fewer than two scorings, k out of range or values that are not finite; NOT_COMPARABLE for different
 *   numbers of blocks
 */
export function compareScorings(scorings: readonly NamedScoring[], k: number): ScoringComparison {
  const [reference] = scorings;
  if (reference === undefined || scorings.length < 2) {
    throw new AppError('BAD_USER_INPUT', `A comparison needs two scorings or more, but there are ${scorings.length}.`);
  }
  const pairs = scorings.flatMap((first, place) =>
    scorings.slice(place + 1).map((second) => ({
      first: first.name,
      second: second.name,
      spearman: spearman(first.values, second.values),
      kendallTauB: kendallTauB(first.values, second.values),
      jaccard: jaccardLowest(first.values, second.values, k),
    })),
  );
  const lowest = scorings.map(({ values }) => new Set(orderAscending(values).slice(0, k)));
  const lowestShare = reference.values.map((_, block) => lowest.filter((set) => set.has(block)).length / scorings.length);
  return { k, pairs, lowestShare, worstJaccard: Math.min(...pairs.map(({ jaccard }) => jaccard)) };
}
