import { getAt } from '@lamina/errors';
import { rankAscending } from '../ranking/rank-ascending.ts';
import { bootstrapSeries } from './bootstrap-series.ts';
import type { LayerSeries } from './layer-series.ts';
import type { SeriesUnit } from './series-unit.ts';

/** One metric of one block, with what resampling says about it. */
export interface LayerSummary {
  readonly layerIndex: number;
  readonly sum: number;
  readonly count: number;
  readonly undefinedCount: number;
  /** sum / count; null where count is 0. */
  readonly mean: number | null;
  /** How much single units differ: n · standardError² for n units; null with fewer than two. */
  readonly variance: number | null;
  readonly standardError: number | null;
  /** The ends of the 95 % percentile interval of the mean. */
  readonly confidenceLow: number | null;
  readonly confidenceHigh: number | null;
  /** 0 = lowest, as every index counts; null where there is no mean. */
  readonly rank: number | null;
  readonly rankLow: number | null;
  readonly rankHigh: number | null;
  /** Entry k: the share of draws in which the block is among the k + 1 lowest, 0 to 1. Empty with fewer than two units, and where there is no mean. */
  readonly lowestProbability: readonly number[];
}

/**
 * Each block of a metric with its interval, its rank, and how sure the rank is, by `bootstrapSeries` with its defaults.
 * @param series the metric over L blocks
 * @param units what each document adds to the series
 * @returns [L], in the order of the blocks
 * @throws AppError BAD_USER_INPUT as bootstrapSeries does
 */
export function summariseLayers(series: LayerSeries, units: readonly SeriesUnit[]): readonly LayerSummary[] {
  const { interval, rankInterval, pLowest } = bootstrapSeries(units);
  const ranks = rankAscending(series.mean);
  return series.mean.map((mean, layerIndex) => {
    const standardError = getAt(series.standardError, layerIndex);
    const confidence = getAt(interval, layerIndex);
    const rank = mean === null ? null : getAt(rankInterval, layerIndex);
    return {
      layerIndex,
      mean,
      sum: getAt(series.sum, layerIndex),
      count: getAt(series.count, layerIndex),
      undefinedCount: getAt(series.undefinedCount, layerIndex),
      variance: standardError === null ? null : standardError ** 2 * units.length,
      standardError,
      confidenceLow: confidence === null ? null : confidence.low,
      confidenceHigh: confidence === null ? null : confidence.high,
      rank: mean === null ? null : getAt(ranks, layerIndex) - 1,
      rankLow: rank === null ? null : rank.low - 1,
      rankHigh: rank === null ? null : rank.high - 1,
      lowestProbability: mean === null ? [] : pLowest.slice(1).map((shares) => getAt(shares, layerIndex)),
    };
  });
}
