import { getEntry } from '@lamina/errors';
import type { RevisionRecord } from '../models/model-record.ts';

/** One metric of one layer, with its bootstrap results. */
export interface NewLayerScore {
  readonly metric: string;
  readonly layerIndex: number;
  readonly sum: number;
  readonly count: number;
  readonly undefinedCount: number;
  readonly mean: number | null;
  readonly variance: number | null;
  readonly standardError: number | null;
  readonly confidenceLow: number | null;
  readonly confidenceHigh: number | null;
  readonly rank: number | null;
  readonly rankLow: number | null;
  readonly rankHigh: number | null;
  readonly lowestProbability: readonly number[];
}

/** The rows of a run's scores: each names its layer by key. */
export function layerScoreRowsOf(scoreRunId: string, { layers }: RevisionRecord, scores: readonly NewLayerScore[]) {
  const layerIdOf = new Map(layers.map(({ index, id }) => [index, id]));
  return scores.map((score) => ({
    ...score,
    scoreRunId,
    layerId: getEntry(layerIdOf, score.layerIndex),
    lowestProbability: [...score.lowestProbability],
  }));
}
