import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Task } from '@lamina/benchmarks';
import type { Checkpoint, Progress } from '@lamina/models';
import { changeOf } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { InferenceSession } from 'onnxruntime-node';
import { ALONE } from '../score/measure-tiny.fixture.ts';
import { type ScoreResult, scoreModel } from '../score/score-model.ts';
import type { ScoreOptions } from '../score/score-options.ts';
import { finish, withoutBlocks } from '../session/golden.fixture.ts';
import type { ChangeEvaluation } from './evaluate-group.ts';
import { evaluateModel } from './evaluate-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const model = writeModelFolder(`${temporary.path}/tiny`, buildTinyDecoder({ norm: 'pre', blocks: 3, seed: 9 }));

// Runs of ONNX Runtime are counted, not replaced. Its types show a factory; it is a class.
const { prototype } = InferenceSession as unknown as { readonly prototype: InferenceSession };
const run = jest.spyOn(prototype, 'run');
beforeEach(() => {
  run.mockClear();
});
function countRuns(): number {
  const { length } = run.mock.calls;
  run.mockClear();
  return length;
}

/** The state that a job leaves behind if it is killed after `steps` stored parts, as the database gives it back. */
async function killAfter(job: AsyncGenerator<Progress, unknown>, steps: number): Promise<Checkpoint> {
  const kept: Record<string, unknown> = {};
  for (let done = 0; done < steps; ) {
    const step = await job.next();
    if (step.done) throw new Error('the job ended before it could be killed');
    if (step.value.checkpoint) done += 1;
    Object.assign(kept, step.value.checkpoint);
  }
  await job.return(undefined);
  return JSON.parse(JSON.stringify(kept)) as Checkpoint;
}

const facts = { version: '1', category: 'test', description: 'kept', chance: null, digest: 'none' };
const words = ['a dog', 'the hat', 'a frog in a bag', 'an old oak', 'big', 'some more of it', 'like a song', 'no'];
const TASKS: readonly Task[] = [
  { ...facts, name: 'ends', kind: 'continuation', documents: words.map((context, id) => ({ id: `${id}`, context, continuation: ' end' })) },
  {
    ...facts,
    name: 'writes',
    kind: 'generation',
    until: [],
    maxTokens: 4,
    documents: words.map((context, id) => ({ id: `${id}`, context, references: ['x'] })),
  },
];

describe('a killed evaluation', () => {
  const changes = [changeOf(withoutBlocks()), changeOf(withoutBlocks(1))];
  const evaluate = (checkpoint: Checkpoint) =>
    evaluateModel({ model, changes, tasks: TASKS, batch: 2, maxLength: 32, threads: 1, checkpoint });
  // Likelihoods: 4 batches under 2 removals. Answers: 4 batches for each removal in turn.
  const PARTS = 16;
  const withoutRuntime = (all: readonly ChangeEvaluation[]) => all.map(({ remove, tasks }) => ({ remove, tasks }));

  let whole: readonly ChangeEvaluation[] = [];
  const runs = { whole: 0, start: 0 };
  beforeAll(async () => {
    whole = await finish(evaluate({}));
    runs.whole = countRuns();
    // Every start looks at causality. A run that finds everything makes no other.
    const everything = await killAfter(evaluate({}), PARTS);
    countRuns();
    await finish(evaluate(everything));
    runs.start = countRuns();
  });

  it.each([2, 6, 8, 11, PARTS])('goes on after %i parts: no batch runs again, and results are equal', async (parts) => {
    const kept = await killAfter(evaluate({}), parts);
    const firstRuns = countRuns();
    expect(Object.keys(kept)).toHaveLength(parts);
    const continued = await finish(evaluate(kept));
    expect(withoutRuntime(continued)).toEqual(withoutRuntime(whole));
    // Both runs together cost one start more than a whole one, and nothing else but another proof of the caches where answers had begun: one reading of a
    // text, which takes no more runs than the look at causality.
    const repeated = firstRuns + countRuns() - runs.whole - runs.start;
    expect(repeated).toBeGreaterThanOrEqual(0);
    expect(repeated).toBeLessThanOrEqual(parts > 8 && parts < PARTS ? runs.start : 0);
  });

  it('counts found parts as done', async () => {
    const kept = await killAfter(evaluate({}), 5);
    const job = evaluate(kept);
    const counts: number[] = [];
    for (let step = await job.next(); !step.done; step = await job.next()) counts.push(step.value.done);
    expect(counts.at(-1)).toBe(32);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  it('passes over parts of other questions, and parts that are no answers', async () => {
    const kept = await killAfter(evaluate({}), 6);
    const foreign = Object.fromEntries(Object.entries(kept).map(([key], index) => (index % 2 ? [key, 'odd'] : [`x${key}`, [1, 2]])));
    expect(withoutRuntime(await finish(evaluate(foreign)))).toEqual(withoutRuntime(whole));
  });
});

describe('a killed score', () => {
  const texts = [words.join(' '), 'a man had a big red hat on his head and he ran', 'the end of it all'];
  const options: ScoreOptions = {
    input: { texts },
    window: 12,
    batch: 2,
    partialWindows: 'scored',
    searches: [ALONE],
    threads: 1,
    selfCheck: false,
  };
  const measured = ({ tokensPerSecond: _, ...rest }: ScoreResult) => rest;

  let whole: ScoreResult;
  let wholeRuns = 0;
  beforeAll(async () => {
    whole = await finish(scoreModel(model, options));
    wholeRuns = countRuns();
  });

  it.each([1, 3, 5, 9])('goes on after %i parts, and its sums are equal to the last bit', async (parts) => {
    const kept = await killAfter(scoreModel(model, options), parts);
    const firstRuns = countRuns();
    const continued = await finish(scoreModel(model, { ...options, checkpoint: kept }));
    const secondRuns = countRuns();
    expect(measured(continued)).toEqual(measured(whole));
    expect(continued.tokensPerSecond).toBeGreaterThan(0);
    expect(firstRuns).toBeLessThan(wholeRuns);
    // Every batch that was kept is one run less, at least.
    expect(secondRuns).toBeLessThanOrEqual(wholeRuns - parts);
  });

  it('starts anew with other settings', async () => {
    const kept = await killAfter(scoreModel(model, options), 3);
    const other = { ...options, window: 10 };
    expect(measured(await finish(scoreModel(model, { ...other, checkpoint: kept })))).toEqual(
      measured(await finish(scoreModel(model, other))),
    );
  });
});
