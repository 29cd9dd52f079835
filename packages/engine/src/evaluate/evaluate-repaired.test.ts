import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Task } from '@lamina/benchmarks';
import { blocksOf, changeOf } from '@lamina/plans';
import { assertTensorsClose, createTemporaryFolder } from '@lamina/test-utils/models';
import { finish, fixtureFolder, withoutBlocks } from '../session/golden.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import type { ChangeEvaluation } from './evaluate-group.ts';
import { type EvaluateOptions, evaluateModel } from './evaluate-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const model = fixtureFolder('tiny-llama');
const text = 'the dog and the cat sat on his hat and then the dog went to the other hat that the cat had';
const facts = { name: 'p', version: '1', category: 'test', description: 'text', chance: null, digest: '' };
const documents = [{ id: '0', text: 'his hat is on the mat and the cat is not' }];
const task: Task = { ...facts, kind: 'perplexity', documents };
const repair = { kind: 'linear', calibration: { texts: [text] }, window: 8 } as const;

const evaluate = (options: Partial<EvaluateOptions>): Promise<readonly ChangeEvaluation[]> =>
  finish(evaluateModel({ model, changes: [changeOf(withoutBlocks())], tasks: [task], threads: 1, ...options }));
const likelihoodsOf = (evaluations: readonly ChangeEvaluation[], place = 0): number[] =>
  evaluations[place]?.tasks[0]?.samples.flatMap(({ logLikelihoods }) => [...logLikelihoods]) ?? [];

describe('evaluateModel with a repair', () => {
  it('gives the results of the written, repaired model, and does not change the whole model', async () => {
    const out = join(temporary.path, 'repaired');
    await pruneModel({ model, change: changeOf(withoutBlocks(1), repair), out });
    const repaired = await evaluate({ changes: [changeOf(withoutBlocks()), changeOf(withoutBlocks(1), repair)] });
    assertTensorsClose(likelihoodsOf(repaired, 1), likelihoodsOf(await evaluate({ model: out })), 1e-3);
    expect(likelihoodsOf(repaired)).toEqual(likelihoodsOf(await evaluate({})));
    expect(repaired.map((evaluation) => evaluation.repair?.kind ?? null)).toEqual([null, 'linear']);
  });

  it('gives the same together as one by one, also where the first block is replaced', async () => {
    const asked = [
      ...(['linear', 'linear-fold'] as const).map((kind) => changeOf(withoutBlocks(1), { ...repair, kind })),
      changeOf(withoutBlocks(0), repair),
      changeOf(withoutBlocks(0, 2), repair),
    ];
    // Repaired ones are asked for first, and answered in their places.
    const plain = [withoutBlocks(), withoutBlocks(1), withoutBlocks(0)].map((removal) => changeOf(removal));
    const together = await evaluate({ changes: [...asked, ...plain], divergenceFromDense: true });
    const kinds = together.map((evaluation) => evaluation.repair?.kind ?? null);
    expect(kinds).toEqual([...asked.map((one) => one.repair?.kind), null, null, null]);
    const divergenceOf = (found: readonly ChangeEvaluation[], place: number) =>
      found[place]?.tasks[0]?.samples[0]?.metrics.divergence ?? Number.NaN;
    for (const [place, one] of asked.entries()) {
      const alone = await evaluate({ changes: [one], divergenceFromDense: true });
      assertTensorsClose(likelihoodsOf(together, place), likelihoodsOf(alone), 1e-4);
      if (blocksOf(one.remove, 'block').length > 1) {
        const out = join(temporary.path, 'several');
        await pruneModel({ model, change: one, out });
        assertTensorsClose(likelihoodsOf(alone), likelihoodsOf(await evaluate({ model: out })), 1e-3);
      }
      expect(divergenceOf(together, place)).toBeCloseTo(divergenceOf(alone, 0), 5);
      const alike = asked.length + (blocksOf(one.remove, 'block').includes(1) ? 1 : 2);
      expect(divergenceOf(together, place)).not.toBeCloseTo(divergenceOf(together, alike), 4);
    }
  });

  it('does not take the answers of a plain removal from a checkpoint', async () => {
    const plain = { changes: [changeOf(withoutBlocks(1))] };
    let checkpoint = {};
    for await (const step of evaluateModel({ model, tasks: [task], threads: 1, ...plain }))
      checkpoint = { ...checkpoint, ...step.checkpoint };
    const repairs = { changes: [changeOf(withoutBlocks(1), repair)] };
    const repaired = await evaluate(repairs);
    expect(likelihoodsOf(await evaluate({ ...repairs, checkpoint }))).toEqual(likelihoodsOf(repaired));
    expect(likelihoodsOf(repaired)).not.toEqual(likelihoodsOf(await evaluate(plain)));
  });

  it('refuses documents that are calibration text', async () => {
    const seen = { ...repair, calibration: { texts: [`his hat is on the mat and the cat is not ${text}`] } };
    await expect(evaluate({ changes: [changeOf(withoutBlocks(1), seen)] })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(/overlaps with the evaluated documents/),
    });
  });
});
