import { afterAll, describe, expect, it } from '@jest/globals';
import { changeOf } from '@lamina/plans';
import { buildTinyDecoder, convertPrecision, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { withoutBlocks } from '../session/golden.fixture.ts';
import { type MeasuredRound, measureRound } from './measure-round.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const QUICK = { solved: [], promptTokens: 12, generatedTokens: 4, warmUps: 1, threads: 1, providers: ['cpu'] } as const;
const decoder = buildTinyDecoder({ norm: 'pre', blocks: 3, seed: 1 });

describe('measureRound', () => {
  const measure = async (options: object): Promise<MeasuredRound> =>
    await measureRound({ ...QUICK, model: '', change: changeOf(withoutBlocks()), batch: 1, startsWithDense: false, ...options });

  it('runs a pruned form as often as the whole model, whichever is opened first, and the whole model alone', async () => {
    const model = writeModelFolder(`${temporary.path}/turns`, decoder);
    for (const startsWithDense of [false, true]) {
      const { runs, denseRuns } = await measure({ model, change: changeOf(withoutBlocks(1)), startsWithDense });
      expect(runs.length).toBeGreaterThan(0);
      expect(denseRuns).toHaveLength(runs.length);
      expect((await measure({ model, startsWithDense })).denseRuns).toEqual([]);
    }
  });

  it('counts the bytes of caches by the type that the graph states, whatever the batch', async () => {
    const caches: (number | null)[] = [];
    for (const [place, built] of [decoder, convertPrecision(decoder, 'float16')].entries()) {
      const model = writeModelFolder(`${temporary.path}/caches-${place}`, built);
      for (const removal of [withoutBlocks(), withoutBlocks(0)])
        for (const batch of [1, 3]) caches.push((await measure({ model, change: changeOf(removal), batch })).facts.cacheBytesPerToken);
    }
    const whole = caches[0] ?? 0;
    const [key] = decoder.graph.inputs.filter(({ name }) => name.includes('past')).map(({ dims }) => dims ?? []);
    const perBlock = 2 * Number(key?.[1]) * Number(key?.[3]) * 4;
    expect(whole).toBe(3 * perBlock);
    const two = 2 * perBlock;
    expect(caches).toEqual([whole, whole, two, two, whole / 2, whole / 2, two / 2, two / 2]);
  });

  it('counts the bytes of the weights that are read', async () => {
    const model = writeModelFolder(`${temporary.path}/weights`, decoder);
    const bytesOf = async (options: object) => (await measure({ model, ...options })).facts.weightsBytes;
    const [built, without] = [decoder, buildTinyDecoder({ norm: 'pre', blocks: [0, 1], seed: 1 })].map(({ graph }) =>
      graph.initializers.filter(({ dataType }) => dataType === 1).reduce((sum, { dims }) => sum + 4 * dims.reduce((a, b) => a * b, 1), 0),
    );
    expect((await bytesOf({})) - (await bytesOf({ change: changeOf(withoutBlocks(2)) }))).toBe((built ?? 0) - (without ?? 0));
  });
});
