import { type MeasureModelOptions, type MeasureModelResult, measureModel } from '../search/measure-model.ts';
import { finish } from '../text/golden.fixture.ts';

/** Two rows of tokens of a tiny model. */
export const ROWS = [
  [3, 9, 4, 11, 5, 8],
  [7, 2, 13, 6, 10, 12],
];

/** Scores of a tiny model. @param folder where digests are kept */
export function measureTiny(folder: string, options: Omit<MeasureModelOptions, 'threads'>): Promise<MeasureModelResult> {
  return finish(measureModel({ threads: 1, digests: { cacheFolder: `${folder}/digests` }, ...options }));
}
