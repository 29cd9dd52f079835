import { createRefusal, getAt, type Refuse } from '@lamina/errors';
import { normalInterval, rankAscending } from '@lamina/metrics';
import type { ScoreRow } from '@lamina/uploads';
import type { NewLayerScore } from '../scores/layer-score-rows.ts';

const refuse: Refuse = createRefusal('The scores cannot be imported');

interface ImportedModel {
  readonly slug: string;
  readonly blockCount: number;
  /** Number of tokens of a row without a count. */
  readonly tokenCount: number;
}

/**
 * The scores of one model in stored form: ranked within each metric, with a normal 95 % interval if there is a standard error. @throws AppError
 * BAD_USER_INPUT for a layer that does not exist in the model, or that appears twice.
 */
export function toLayerScores(rows: readonly ScoreRow[], { slug, blockCount, tokenCount }: ImportedModel): readonly NewLayerScore[] {
  return [...Map.groupBy(rows, ({ metric }) => metric)].flatMap(([metric, series]) => {
    const layers = series.map(({ layer }) => layer);
    const outside = layers.find((layer) => layer >= blockCount);
    if (outside !== undefined) refuse(`layer ${outside} of ${slug} does not exist; it has layers 0 to ${blockCount - 1}`);
    const doubled = layers.find((layer, place) => layers.indexOf(layer) !== place);
    if (doubled !== undefined) refuse(`layer ${doubled} of ${slug} has two rows of ${metric}`);
    const sorted = series.toSorted((a, b) => a.layer - b.layer);
    const ranks = rankAscending(sorted.map(({ mean }) => mean));
    return sorted.map(({ layer, mean, standardError, count, undefinedCount }, place) => {
      const interval = mean === null ? null : normalInterval(mean, standardError);
      const tokens = mean === null ? 0 : (count ?? tokenCount);
      return {
        metric,
        layerIndex: layer,
        sum: mean === null ? 0 : mean * tokens,
        count: tokens,
        undefinedCount,
        mean,
        variance: null,
        standardError,
        confidenceLow: interval === null ? null : interval.low,
        confidenceHigh: interval === null ? null : interval.high,
        rank: mean === null ? null : getAt(ranks, place) - 1,
        rankLow: null,
        rankHigh: null,
        lowestProbability: [],
      };
    });
  });
}
