import { AppError, getAt } from '@lamina/errors';
import { createRandom, type Random } from '../random/create-random.ts';
import { rankAscending } from '../ranking/rank-ascending.ts';
import type { Interval } from '../statistics/interval.ts';
import { meanOf } from '../statistics/mean-of.ts';
import { percentileOf } from '../statistics/percentile.ts';
import { sampleDeviation } from '../statistics/sample-spread.ts';
import { requireSeriesUnits } from './require-series-units.ts';
import type { SeriesUnit } from './series-unit.ts';

/** Default bootstrap settings; they are recorded with the result. */
export const BOOTSTRAP_DEFAULTS = { seed: 0, draws: 1000 } as const;

/** Bootstrap results of a per-block metric over documents. Every entry is null (or empty) with fewer than two units. */
export interface SeriesBootstrap {
  readonly seed: number;
  readonly draws: number;
  /** standardError: float64[L] ≥ 0, in the metric's unit: sample standard deviation (n − 1) over the draws. */
  readonly standardError: (number | null)[];
  /** interval: [L], 2.5th and 97.5th percentile of the resampled means. */
  readonly interval: (Interval | null)[];
  /** rankInterval: [L], the same percentiles of the rank (1 = lowest), widened to whole ranks. */
  readonly rankInterval: (Interval | null)[];
  /** pLowest: float64[L+1, L] in 0..1; pLowest[k][i] = share of draws in which block i is among the k lowest. Empty with fewer than two units. */
  readonly pLowest: number[][];
}

/**
 * Document bootstrap of a per-block metric: each draw takes n of the n units with replacement (unit = floor(random() × n)) and computes the ratio Σ
 * sum / Σ count per block. All blocks share a draw, so ranks are compared within one resampled text. If a block has no counted token in a draw, it is
 * excluded from its own standard error and interval for this draw, and ranks last in it.
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 6 and 13 (percentile interval); `createRandom` for the numbers.
 * @param units one entry per document (or per window with a single document), each of L blocks
 * @param options.seed safe integer, default 0
 * @param options.draws integer ≥ 2, default 1,000
 * @throws AppError BAD_USER_INPUT for no units, units of different lengths, sums that are not finite, fewer than 2 draws, a bad seed
 */
export function bootstrapSeries(
  units: readonly SeriesUnit[],
  options: { readonly seed?: number; readonly draws?: number } = {},
): SeriesBootstrap {
  requireSeriesUnits(units);
  const { seed, draws } = { ...BOOTSTRAP_DEFAULTS, ...options };
  if (!Number.isInteger(draws) || draws < 2) {
    throw new AppError('BAD_USER_INPUT', `${draws} bootstrap draws give no spread; ask for an integer ≥ 2, such as 1000.`);
  }
  const random = createRandom(seed);
  const blockCount = getAt(units, 0).sum.length;
  if (units.length < 2) {
    const unknown = new Array<null>(blockCount).fill(null);
    return { seed, draws, standardError: [...unknown], interval: [...unknown], rankInterval: [...unknown], pLowest: [] };
  }
  const means = Array.from({ length: draws }, () => meansAt(units, drawPlaces(units.length, random)));
  const ranks = means.map(rankAscending);
  const column = (rows: readonly (readonly (number | null)[])[], block: number) =>
    Float64Array.from(rows.map((row) => getAt(row, block)).filter((value) => value !== null)).sort();
  const blocks = Array.from({ length: blockCount }, (_, block) => ({ means: column(means, block), ranks: column(ranks, block) }));
  return {
    seed,
    draws,
    standardError: blocks.map((block) => sampleDeviation(block.means)),
    interval: blocks.map((block) => intervalOf(block.means)),
    rankInterval: blocks.map((block) => widened(intervalOf(block.ranks))),
    pLowest: Array.from({ length: blockCount + 1 }, (_, k) => blocks.map((block) => countUpTo(block.ranks, k) / draws)),
  };
}

function intervalOf(sorted: Float64Array): Interval | null {
  return sorted.length < 2 ? null : { low: percentileOf(sorted, 0.025), high: percentileOf(sorted, 0.975) };
}

function widened(interval: Interval | null): Interval | null {
  return interval === null ? null : { low: Math.floor(interval.low), high: Math.ceil(interval.high) };
}

function countUpTo(sorted: Float64Array, limit: number): number {
  const place = sorted.findIndex((rank) => rank > limit);
  return place === -1 ? sorted.length : place;
}

/** As many indices as there are units, drawn with replacement: index = floor(random() × n). */
export function drawPlaces(count: number, random: Random): number[] {
  return Array.from({ length: count }, () => Math.floor(random.random() * count));
}

/**
 * Σ sum / Σ count per block over the units at the given places.
 * @returns float64[L], null where no token was counted
 */
function meansAt(units: readonly SeriesUnit[], places: readonly number[]): (number | null)[] {
  const blockCount = getAt(units, 0).sum.length;
  const sum = new Float64Array(blockCount);
  const count = new Float64Array(blockCount);
  for (const place of places) {
    const unit = getAt(units, place);
    // Every unit has blockCount blocks (requireSeriesUnits); checked reads would double the time of a bootstrap.
    for (let block = 0; block < blockCount; block++) {
      sum[block] = (sum[block] as number) + (unit.sum[block] as number);
      count[block] = (count[block] as number) + (unit.count[block] as number);
    }
  }
  return Array.from(sum, (value, block) => meanOf(value, getAt(count, block)));
}
