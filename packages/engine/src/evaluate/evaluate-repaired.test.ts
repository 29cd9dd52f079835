import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parseTask } from '@lamina/benchmarks';
import { assertTensorsClose, createTemporaryFolder } from '@lamina/test-utils/models';
import { finish, fixtureFolder, withoutBlocks } from '../golden.fixture.ts';
import { pruneModel } from '../prune/prune-model.ts';
import { type EvaluateOptions, evaluateModel, type RemovalEvaluation } from './evaluate-model.ts';

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
  it('gives what the written, repaired model gives, and leaves the whole model as it is', async () => {
    const out = join(temporary.path, 'repaired');
    await pruneModel({ model, removal: withoutBlocks(1), out, repair });
    const repaired = await evaluate({ removals: [withoutBlocks(), withoutBlocks(1)], repair });
    assertTensorsClose(likelihoodsOf(repaired, 1), likelihoodsOf(await evaluate({ model: out })), 1e-3);
    expect(likelihoodsOf(repaired)).toEqual(likelihoodsOf(await evaluate({})));
    expect(repaired.map((evaluation) => evaluation.repair?.kind ?? null)).toEqual([null, 'linear']);
  });

  it('does not take the answers of a plain removal from a checkpoint', async () => {
    const plain = { removals: [withoutBlocks(1)] };
    let checkpoint = {};
    for await (const step of evaluateModel({ model, tasks: [task], threads: 1, ...plain }))
      checkpoint = { ...checkpoint, ...step.checkpoint };
    const repaired = await evaluate({ ...plain, repair });
    expect(likelihoodsOf(await evaluate({ ...plain, repair, checkpoint }))).toEqual(likelihoodsOf(repaired));
    expect(likelihoodsOf(repaired)).not.toEqual(likelihoodsOf(await evaluate(plain)));
  });

  it('refuses documents that are calibration text', async () => {
    const seen = { ...repair, calibration: { texts: [`his hat is on the mat and the cat is not ${text}`] } };
    await expect(evaluate({ removals: [withoutBlocks(1)], repair: seen })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(/overlaps with the evaluated documents/),
    });
  });
});
