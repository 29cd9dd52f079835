import { AppError, getAt } from '@lamina/errors';
import { createRandom } from '../random/create-random.ts';
import { BOOTSTRAP_DEFAULTS } from '../series/bootstrap-series.ts';
import { drawPlaces, meansAt } from '../series/draw-means.ts';
import { requireSeriesUnits } from '../series/require-series-units.ts';
import type { SeriesUnit } from '../series/series-unit.ts';
import type { Interval } from '../statistics/interval.ts';
import { percentileOf } from '../statistics/percentile.ts';
import { jaccardLowest } from './jaccard-lowest.ts';
import { kendallTauB } from './kendall-tau-b.ts';
import { spearman } from './spearman.ts';

/** A measure of agreement with its 95 % percentile interval. */
export interface AgreementEstimate {
  /** On the whole text; null where it is not defined. */
  readonly value: number | null;
  /** Null with fewer than two units, or if fewer than two draws define it. */
  readonly interval: Interval | null;
}

/** Agreement of two score runs of one model. */
export interface Agreement {
  readonly spearman: AgreementEstimate;
  readonly kendallTauB: AgreementEstimate;
  /** Overlap of the k lowest blocks, for each requested k. */
  readonly jaccard: readonly (AgreementEstimate & { readonly k: number })[];
  readonly seed: number;
  readonly draws: number;
}

/** Settings of the comparison. */
export interface AgreementOptions {
  /** Each k of the Jaccard overlap, 1..L. */
  readonly counts: readonly number[];
  /** Whether both measured the same documents in the same order. If so, each draw takes the same documents for both. */
  readonly isPaired: boolean;
  /** Safe integer, default 0. */
  readonly seed?: number;
  /** Integer ≥ 2, default 1,000. */
  readonly draws?: number;
}

/**
 * Agreement of two score runs with a document bootstrap: each draw takes n of the n units with replacement, computes the means of both, and compares
 * them. A draw in which a block has no counted token is skipped.
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13 (percentile interval).
 * @throws AppError BAD_USER_INPUT for no units, sums that are not finite, k out of range, fewer than 2 draws; NOT_COMPARABLE for different
 *   numbers of blocks, or paired scorings of different numbers of documents
 */
export function bootstrapAgreement(first: readonly SeriesUnit[], second: readonly SeriesUnit[], options: AgreementOptions): Agreement {
  requireSeriesUnits(first);
  requireSeriesUnits(second);
  const { counts, isPaired, seed, draws } = { ...BOOTSTRAP_DEFAULTS, ...options };
  if (isPaired && first.length !== second.length) {
    throw new AppError('NOT_COMPARABLE', `Paired scorings need the same documents, but there are ${first.length} and ${second.length}.`);
  }
  if (!Number.isInteger(draws) || draws < 2) {
    throw new AppError('BAD_USER_INPUT', `${draws} bootstrap draws give no spread; ask for an integer ≥ 2, such as 1000.`, {
      details: { draws },
    });
  }
  const measures = [spearman, kendallTauB, ...counts.map((k) => (a: readonly number[], b: readonly number[]) => jaccardLowest(a, b, k))];
  const compare = (placesFirst: readonly number[], placesSecond: readonly number[]) => {
    const [a, b] = [allNumbers(meansAt(first, placesFirst)), allNumbers(meansAt(second, placesSecond))];
    return a === null || b === null ? measures.map(() => null) : measures.map((measure) => measure(a, b));
  };
  const random = createRandom(seed);
  const canDraw = first.length > 1 && second.length > 1;
  const drawn = Array.from({ length: canDraw ? draws : 0 }, () => {
    const places = drawPlaces(first.length, random);
    return compare(places, isPaired ? places : drawPlaces(second.length, random));
  });
  const whole = compare([...first.keys()], [...second.keys()]);
  const estimates = whole.map((value, measure) => ({
    value,
    interval: intervalOf(drawn.map((row) => getAt(row, measure)).filter((each) => each !== null)),
  }));
  return {
    spearman: getAt(estimates, 0),
    kendallTauB: getAt(estimates, 1),
    jaccard: counts.map((k, place) => ({ k, ...getAt(estimates, place + 2) })),
    seed,
    draws,
  };
}

function allNumbers(means: readonly (number | null)[]): number[] | null {
  const numbers = means.filter((mean) => mean !== null);
  return numbers.length === means.length ? numbers : null;
}

function intervalOf(values: readonly number[]): Interval | null {
  if (values.length < 2) return null;
  const sorted = Float64Array.from(values).sort();
  return { low: percentileOf(sorted, 0.025), high: percentileOf(sorted, 0.975) };
}
