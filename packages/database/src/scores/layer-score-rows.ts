import { getEntry } from '@lamina/errors';
import type { LayerSummary } from '@lamina/metrics';
import type { RevisionRecord } from '../models/read-models.ts';

/** One metric of one layer, with its bootstrap results. */
export interface NewLayerScore extends LayerSummary {
  readonly metric: string;
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
