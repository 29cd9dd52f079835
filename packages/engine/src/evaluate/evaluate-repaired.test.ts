import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parseTask } from '@lamina/benchmarks';
import { blocksOf } from '@lamina/plans';
import { assertTensorsClose, createTemporaryFolder } from '@lamina/test-utils/models';
import { finish, fixtureFolder, withoutBlocks } from '../text/golden.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import type { RemovalEvaluation } from './evaluate-group.ts';
import { type EvaluateOptions, evaluateModel } from './evaluate-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const model = fixtureFolder('tiny-llama');
const text = 'the dog and the cat sat on his hat and then the dog went to the other hat that the cat had';
const facts = { name: 'p', version: '1', kind: 'perplexity', category: 'test', description: 'text', chance: null };
const task = parseTask(JSON.stringify(facts), JSON.stringify({ id: '0', text: 'his hat is on the mat and the cat is not' }));
const repair = { kind: 'linear', calibration: { texts: [text] }, window: 8 } as const;

const evaluate = (options: Partial<EvaluateOptions>): Promise<readonly RemovalEvaluation[]> =>
  finish(evaluateModel({ model, removals: [withoutBlocks()], tasks: [task], threads: 1, ...options }));
const likelihoodsOf = (evaluations: readonly RemovalEvaluation[], place = 0): number[] =>
  evaluations[place]?.tasks[0]?.samples.flatMap(({ logLikelihoods }) => [...logLikelihoods]) ?? [];

describe('evaluateModel with a repair', () => {
  it('gives the results of the written, repaired model, and does not change the whole model', async () => {
    const out = join(temporary.path, 'repaired');
    await pruneModel({ model, removal: withoutBlocks(1), out, repair });
    const repaired = await evaluate({ repairs: [{ removal: withoutBlocks(1), repair }] });
    assertTensorsClose(likelihoodsOf(repaired, 1), likelihoodsOf(await evaluate({ model: out })), 1e-3);
    expect(likelihoodsOf(repaired)).toEqual(likelihoodsOf(await evaluate({})));
    expect(repaired.map((evaluation) => evaluation.repair?.kind ?? null)).toEqual([null, 'linear']);
  });

  it('gives the same together as one by one, also where the first block is replaced', async () => {
    const asked = [
      ...(['linear', 'linear-fold'] as const).map((kind) => ({ removal: withoutBlocks(1), repair: { ...repair, kind } })),
      { removal: withoutBlocks(0), repair },
      { removal: withoutBlocks(0, 2), repair },
    ];
    const removals = [withoutBlocks(), withoutBlocks(1), withoutBlocks(0)];
    const together = await evaluate({ removals, repairs: asked, divergenceFromDense: true });
    expect(together.map((evaluation) => evaluation.repair?.kind ?? null)).toEqual([
      null,
      null,
      null,
      ...asked.map((one) => one.repair.kind),
    ]);
    const divergenceOf = (found: readonly RemovalEvaluation[], place: number) =>
      found[place]?.tasks[0]?.samples[0]?.metrics.kl_divergence ?? Number.NaN;
    for (const [place, one] of asked.entries()) {
      const alone = await evaluate({ removals: [], repairs: [one], divergenceFromDense: true });
      assertTensorsClose(likelihoodsOf(together, 3 + place), likelihoodsOf(alone), 1e-4);
      if (blocksOf(one.removal, 'block').length > 1) {
        const out = join(temporary.path, 'several');
        await pruneModel({ model, removal: one.removal, out, repair: one.repair });
        assertTensorsClose(likelihoodsOf(alone), likelihoodsOf(await evaluate({ model: out })), 1e-3);
      }
      expect(divergenceOf(together, 3 + place)).toBeCloseTo(divergenceOf(alone, 0), 5);
      expect(divergenceOf(together, 3 + place)).not.toBeCloseTo(
        divergenceOf(together, blocksOf(one.removal, 'block').includes(1) ? 1 : 2),
        4,
      );
    }
  });

  it('does not take the answers of a plain removal from a checkpoint', async () => {
    const plain = { removals: [withoutBlocks(1)] };
    let checkpoint = {};
    for await (const step of evaluateModel({ model, tasks: [task], threads: 1, ...plain }))
      checkpoint = { ...checkpoint, ...step.checkpoint };
    const repairs = { removals: [], repairs: [{ removal: withoutBlocks(1), repair }] };
    const repaired = await evaluate(repairs);
    expect(likelihoodsOf(await evaluate({ ...repairs, checkpoint }))).toEqual(likelihoodsOf(repaired));
    expect(likelihoodsOf(repaired)).not.toEqual(likelihoodsOf(await evaluate(plain)));
  });

  it('refuses documents that are calibration text', async () => {
    const seen = { ...repair, calibration: { texts: [`his hat is on the mat and the cat is not ${text}`] } };
    await expect(evaluate({ repairs: [{ removal: withoutBlocks(1), repair: seen }] })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(/overlaps with the evaluated documents/),
    });
  });
});
