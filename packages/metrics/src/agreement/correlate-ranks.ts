import { getAt } from '@lamina/errors';
import { createRandom } from '../random/create-random.ts';
import { BOOTSTRAP_DEFAULTS, drawPlaces } from '../series/bootstrap-series.ts';
import type { Interval } from '../statistics/interval.ts';
import { percentileOf } from '../statistics/percentile.ts';
import { spearman } from './spearman.ts';

/** How far two scorings of the same units order them alike. */
export interface RankCorrelation {
  /** Spearman's rank correlation, −1..1; null with fewer than two units, or where one scoring is constant. */
  readonly correlation: number | null;
  /** Its two-sided 95 % interval; null with fewer than LEAST_UNITS units. */
  readonly interval: Interval | null;
  /** Number of units. */
  readonly pointCount: number;
}

/** Draws of fewer units repeat the same few orders. */
const LEAST_UNITS = 4;

/**
 * Spearman's rank correlation of two scorings with the percentile interval of a bootstrap over units: each draw takes n of the n units with replacement, with
 * both scores of each. Draws without a correlation are left out.
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 10 and 13; `createRandom` for the numbers.
 * @param first float64[L]
 * @param second float64[L]
 * @throws AppError as spearman
 */
export function correlateRanks(first: readonly number[], second: readonly number[]): RankCorrelation {
  const { length } = first;
  const correlation = spearman(first, second);
  if (correlation === null || length < LEAST_UNITS) return { correlation, interval: null, pointCount: length };
  const random = createRandom(BOOTSTRAP_DEFAULTS.seed);
  const drawn = Array.from({ length: BOOTSTRAP_DEFAULTS.draws }, () => {
    const places = drawPlaces(length, random);
    const [a, b] = [first, second].map((values) => places.map((place) => getAt(values, place)));
    return spearman(a ?? first, b ?? second);
  });
  const sorted = Float64Array.from(drawn.filter((value) => value !== null)).sort();
  return { correlation, interval: { low: percentileOf(sorted, 0.025), high: percentileOf(sorted, 0.975) }, pointCount: length };
}
