import { afterAll, describe, expect, it } from '@jest/globals';
import { openModel } from '@lamina/models';
import { buildTinyDecoder, convertPrecision, createTemporaryFolder, runModel, writeModelFolder } from '@lamina/test-utils/models';
import { withoutBlocks } from '../session/golden.fixture.ts';
import { createStepSession } from './step-session.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const ROWS = [
  [3, 9, 4, 11],
  [7, 2, 13, 6],
];

describe('createStepSession', () => {
  const model = buildTinyDecoder({ norm: 'pre', blocks: 2, seed: 5 });

  it.each([
    ['float32', model],
    ['float16', convertPrecision(model, 'float16')],
  ])('reads on where it stopped, with caches of %s', async (name, built) => {
    const opened = openModel(writeModelFolder(`${temporary.path}/${name}`, built));
    const session = await createStepSession(opened, withoutBlocks(), { threads: 1 });
    const first = await session?.read(
      ROWS.map((row) => row.slice(0, 2)),
      null,
    );
    const second = await session?.read(
      ROWS.map((row) => row.slice(2, 3)),
      first?.memory ?? null,
    );
    const third = await session?.read(
      ROWS.map((row) => row.slice(3)),
      second?.memory ?? null,
    );
    await session?.release();
    expect(third?.memory.tokens).toBe(4);
    expect([first?.next, second?.next, third?.next]).toEqual(await Promise.all([2, 3, 4].map(findLikeliest)));
  });

  it.each([
    ['no caches', { cache: false }],
    ['cache outputs alone', { ignoresPast: true }],
  ])('is not there for a model with %s', async (name, kind) => {
    const opened = openModel(writeModelFolder(`${temporary.path}/${name}`, buildTinyDecoder({ norm: 'pre', blocks: 2, ...kind })));
    expect(await createStepSession(opened, withoutBlocks(), { threads: 1 })).toBeNull();
  });

  async function findLikeliest(length: number): Promise<readonly number[]> {
    const { logits } = await runModel(
      model,
      ROWS.map((row) => row.slice(0, length)),
    );
    const vocabulary = logits?.dims.at(-1) ?? 0;
    return ROWS.map((_, row) => {
      const end = (row + 1) * length * vocabulary;
      const last = logits?.values.slice(end - vocabulary, end) ?? [];
      return last.indexOf(Math.max(...last));
    });
  }
});
