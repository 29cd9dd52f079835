import { UNIT_KINDS } from '@lamina/plans';
import type { SearchRequest } from '@lamina/strategies';
import { finish } from '../session/golden.fixture.ts';
import { type ScoreResult, scoreModel } from './score-model.ts';
import type { ScoreOptions } from './score-options.ts';

/** The losses without each block, attention and MLP alone. */
export const ALONE: SearchRequest = { search: 'leave-one-out', units: UNIT_KINDS, counts: [] };

/** Two rows of tokens of a tiny model. */
export const ROWS = [
  [3, 9, 4, 11, 5, 8],
  [7, 2, 13, 6, 10, 12],
];

/** Scores of a tiny model. @param folder where digests are kept */
export function measureTiny(folder: string, { model, ...options }: ScoreOptions & { readonly model: string }): Promise<ScoreResult> {
  return finish(scoreModel(model, { threads: 1, digests: { cacheFolder: `${folder}/digests` }, ...options }));
}
