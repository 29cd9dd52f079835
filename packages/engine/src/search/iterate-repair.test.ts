import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openModel } from '@lamina/models';
import { changeOf, createRemoval } from '@lamina/plans';
import type { SearchRequest, SearchResult } from '@lamina/strategies';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { repairModel } from '../repair/fit-repairs.ts';
import { createMeasuredModel } from '../score/measured-model.ts';
import { type ScoreResult, scoreModel } from '../score/score-model.ts';
import type { ScoreOptions } from '../score/score-options.ts';
import { addBatch, createScoreSums, summarise } from '../score/score-sums.ts';
import { formBatches } from '../session/batches.ts';
import { finish } from '../session/golden.fixture.ts';
import { randomWindows, WINDOW } from '../session/random-windows.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const BLOCKS = [0, 1, 2, 3, 4];
const COUNT = 3;
const text = randomWindows(24, 'iterate');
let model = '';
beforeAll(() => {
  model = writeModelFolder(join(temporary.path, 'model'), buildTinyDecoder({ norm: 'pre', blocks: BLOCKS.length }));
});

type Solving = NonNullable<ScoreOptions['searchRepair']>;

const score = (options: Partial<ScoreOptions>, place = model): Promise<ScoreResult> =>
  finish(scoreModel(place, { input: text, window: WINDOW, threads: 1, selfCheck: false, losses: false, ...options }));
const ITERATE: SearchRequest = { search: 'iterate', units: ['block'], counts: [COUNT] };
const REPAIRED: SearchRequest = { ...ITERATE, search: 'iterate-repair' };
const iterateWith = async (searchRepair: Solving): Promise<SearchResult | undefined> =>
  (await score({ searches: [REPAIRED], searchRepair })).searches[0];

interface Step {
  readonly block: number;
  readonly influence: number;
}

/** Each step by itself: `measure` gives the influence of every block of the model without some, whose runs are repaired. */
async function iterateBy(
  measure: (removed: readonly number[]) => Promise<readonly number[]>,
  isOpen: (block: number) => boolean = () => true,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  while (steps.length < COUNT) {
    const removed = steps.map(({ block }) => block).sort((a, b) => a - b);
    const influences = await measure(removed);
    const candidates = BLOCKS.filter((block) => !removed.includes(block) && isOpen(block));
    const [lowest] = candidates
      .map((block) => ({ block, influence: influences[block] ?? Number.NaN }))
      .sort((a, b) => a.influence - b.influence);
    if (lowest) steps.push(lowest);
  }
  return steps;
}

/** Writes the pruned and repaired model, and scores that. */
const measureWritten = (kind: Solving) => async (removed: readonly number[]) => {
  const out = join(temporary.path, [kind, ...removed].join('-'));
  const removal = createRemoval({ blocks: removed });
  if (removed.length > 0) await pruneModel({ model, change: changeOf(removal, { kind, calibration: text, window: WINDOW }), out });
  const { blockInfluence } = await score({}, removed.length > 0 ? out : model);
  const kept = BLOCKS.filter((block) => !removed.includes(block));
  return BLOCKS.map((block) => blockInfluence.mean[kept.indexOf(block)] ?? Number.NaN);
};

/** Solves the repair, and measures the repaired model as one graph. */
const measureFitted = (kind: Solving) => async (removed: readonly number[]) => {
  const opened = openModel(model);
  const removal = createRemoval({ blocks: removed });
  const windows = text.inputIds.map((ids, document) => ({ ids, document }));
  const solved =
    removed.length === 0
      ? undefined
      : (await finish(repairModel(opened, [{ kind }], { removal, calibration: windows, heldOut: [], batch: 8, threads: 1 })))[0];
  const measured = await createMeasuredModel(solved ? solved.opened : opened, { removal, losses: false, threads: 1 });
  const sums = createScoreSums(windows, opened.structure);
  const [batch] = formBatches(
    text.inputIds.map((ids) => ({ ids, next: 0 })),
    windows.length,
  );
  if (!batch) throw new Error('there are no windows');
  for await (const outputs of measured.run([batch.tokens])) addBatch({ ...batch, lengths: batch.tokens.lengths, outputs }, sums);
  await measured.release();
  return summarise(sums, opened.structure.sublayers).blockInfluence.mean.map((mean) => mean ?? Number.NaN);
};

function expectSteps(found: SearchResult | undefined, expected: readonly Step[]): void {
  expect(found?.order.map(({ block }) => block)).toEqual(expected.map(({ block }) => block));
  for (const [place, { influence }] of expected.entries()) expect(found?.values[place]).toBeCloseTo(influence, 4);
}

describe('iterative removal with a repair', () => {
  it('scores the model with one factor per run after each removal, as if each of these models was written', async () => {
    const found = await iterateWith('scalar');
    expectSteps(found, await iterateBy(measureWritten('scalar')));
    expect(found?.repair).toBe('scalar');
  });

  it('never removes a block before which nothing can be folded', async () => {
    const found = await iterateWith('linear-fold');
    expectSteps(found, await iterateBy(measureWritten('linear-fold'), (block) => block > 0));
  });

  it.each(['hadamard-diagonal', 'linear'] as const)(
    'of %s measures what solving each repair and scoring the repaired model gives',
    async (kind) => {
      expectSteps(await iterateWith(kind), await iterateBy(measureFitted(kind)));
    },
  );

  it('runs beside the one without a repair, and gives what each gives by itself', async () => {
    const { searches } = await score({ searches: [ITERATE, REPAIRED], searchRepair: 'linear' });
    const [plain, repaired] = [await score({ searches: [ITERATE] }), await iterateWith('linear')];
    expect(searches).toEqual([...plain.searches, repaired]);
  });

  it('continues from a checkpoint without solving or measuring again', async () => {
    const asked = {
      input: text,
      window: WINDOW,
      threads: 1,
      selfCheck: false,
      losses: false,
      searches: [REPAIRED],
      searchRepair: 'linear',
    } as const;
    const checkpoint = {};
    const work = scoreModel(model, asked);
    let step = await work.next();
    for (; !step.done; step = await work.next()) Object.assign(checkpoint, step.value.checkpoint);
    const again = scoreModel(model, { ...asked, checkpoint });
    const notes: string[] = [];
    let repeated = await again.next();
    for (; !repeated.done; repeated = await again.next()) if (repeated.value.checkpoint) notes.push(repeated.value.note ?? 'a batch');
    expect(notes).toEqual([]);
    expect(repeated.value.searches).toEqual(step.value.searches);
  });

  it('refuses a fold where norms follow every projection', async () => {
    const post = writeModelFolder(join(temporary.path, 'post'), buildTinyDecoder({ norm: 'post', blocks: 3 }));
    await expect(score({ searches: [REPAIRED], searchRepair: 'linear-fold' }, post)).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  });
});
