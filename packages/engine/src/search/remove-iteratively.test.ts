import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RepairKind } from '@lamina/metrics';
import { changeOf, createRemoval } from '@lamina/plans';
import { assertTensorsClose, buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { openModel } from '../model/open/open-model.ts';
import { repairModel } from '../repair/fit-repairs.ts';
import { createMeasuredModel } from '../score/measured-model.ts';
import { addBatch, createScoreSums, summarise } from '../score/score-sums.ts';
import { type MeasureModelOptions, type MeasureModelResult, measureModel } from '../search/measure-model.ts';
import { formBatches } from '../session/batches.ts';
import { finish } from '../text/golden.fixture.ts';
import { randomWindows, WINDOW } from '../text/random-windows.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import type { IterationStep } from './remove-iteratively.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const BLOCKS = [0, 1, 2, 3, 4];
const COUNT = 3;
const RANK = 3;
const text = randomWindows(24, 'iterate');
let model = '';
beforeAll(() => {
  model = writeModelFolder(join(temporary.path, 'model'), buildTinyDecoder({ norm: 'pre', blocks: BLOCKS.length }));
});

const score = (options: Partial<MeasureModelOptions>): Promise<MeasureModelResult> =>
  finish(measureModel({ model, input: text, window: WINDOW, threads: 1, selfCheck: false, losses: false, ...options }));
const searchOf = (kind: RepairKind) => ({ iterateRepair: { count: COUNT, kind, rank: RANK } });
const iterateWith = async (kind: RepairKind, more: Partial<MeasureModelOptions> = {}): Promise<readonly IterationStep[]> =>
  (await score({ ...searchOf(kind), ...more })).searches[0]?.repairedRemoval ?? [];

interface Step {
  readonly block: number;
  readonly influence: number;
  readonly errors: readonly number[];
}

/** Each step by itself: `measure` gives the influence of every block of the model without some, and the errors of the repair. */
async function iterateBy(
  measure: (removed: readonly number[]) => Promise<{ readonly influences: readonly number[]; readonly errors: readonly number[] }>,
  isOpen: (block: number) => boolean = () => true,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  while (steps.length < COUNT) {
    const removed = steps.map(({ block }) => block).sort((a, b) => a - b);
    const { influences, errors } = await measure(removed);
    const candidates = BLOCKS.filter((block) => !removed.includes(block) && isOpen(block));
    const [lowest] = candidates
      .map((block) => ({ block, influence: influences[block] ?? Number.NaN, errors }))
      .sort((a, b) => a.influence - b.influence);
    if (lowest) steps.push(lowest);
  }
  return steps;
}

/** Writes the pruned and repaired model, and scores that. */
const measureWritten = (kind: RepairKind) => async (removed: readonly number[]) => {
  const out = join(temporary.path, [kind, ...removed].join('-'));
  const removal = createRemoval({ blocks: removed });
  const written =
    removed.length === 0 ? null : await pruneModel({ model, change: changeOf(removal, { kind, calibration: text, window: WINDOW }), out });
  const { blockInfluence } = await score({ model: written ? out : model });
  const kept = BLOCKS.filter((block) => !removed.includes(block));
  return {
    influences: BLOCKS.map((block) => blockInfluence.mean[kept.indexOf(block)] ?? Number.NaN),
    errors: written?.repair?.gaps.map(({ calibrationError }) => calibrationError) ?? [],
  };
};

/** Solves the repair, and measures the repaired model as one graph. */
const measureFitted = (kind: RepairKind) => async (removed: readonly number[]) => {
  const opened = openModel(model);
  const removal = createRemoval({ blocks: removed });
  const windows = text.inputIds.map((ids, document) => ({ ids, document }));
  const solved =
    removed.length === 0
      ? undefined
      : (
          await finish(repairModel(opened, [{ kind, rank: RANK }], { removal, calibration: windows, heldOut: [], batch: 8, threads: 1 }))
        )[0];
  const measured = await createMeasuredModel(solved ? solved.opened : opened, { removal, losses: false, threads: 1 });
  const sums = createScoreSums(windows, opened.structure);
  const [batch] = formBatches(
    text.inputIds.map((ids) => ({ ids, next: 0 })),
    windows.length,
  );
  if (!batch) throw new Error('there are no windows');
  for await (const outputs of measured.run([batch.tokens])) addBatch({ ...batch, lengths: batch.tokens.lengths, outputs }, sums);
  await measured.release();
  return {
    influences: summarise(sums, opened.structure.sublayers).blockInfluence.mean.map((mean) => mean ?? Number.NaN),
    errors: solved?.record.gaps.map(({ calibrationError }) => calibrationError) ?? [],
  };
};

function expectSteps(found: readonly IterationStep[], expected: readonly Step[]): void {
  expect(found.map(({ block }) => block)).toEqual(expected.map(({ block }) => block));
  for (const [place, { influence, repair }] of found.entries()) {
    expect(influence).toBeCloseTo(expected[place]?.influence ?? Number.NaN, 4);
    assertTensorsClose(repair?.gaps.map(({ calibrationError }) => calibrationError) ?? [], expected[place]?.errors ?? [], 1e-6);
  }
}

describe('iterative removal with a repair', () => {
  it('scores the model with one factor per run after each removal, as if each of these models was written', async () => {
    const found = await iterateWith('scalar');
    expectSteps(found, await iterateBy(measureWritten('scalar')));
    expect(found[0]?.repair).toBeNull();
    expect(found[1]?.repair).toMatchObject({
      kind: 'scalar',
      tokens: 24 * WINDOW,
      heldOutError: null,
      gaps: [{ factor: expect.any(Number) }],
    });
  });

  it('never removes a block before which nothing can be folded', async () => {
    const found = await iterateWith('linear-fold');
    expectSteps(found, await iterateBy(measureWritten('linear-fold'), (block) => block > 0));
  });

  it.each(['hadamard-diagonal', 'low-rank'] as const)(
    'of %s measures what solving each repair and scoring the repaired model gives',
    async (kind) => {
      expectSteps(await iterateWith(kind), await iterateBy(measureFitted(kind)));
    },
  );

  it('of nothing is iterative removal', async () => {
    const [none, plain] = [await iterateWith('none'), (await score({ iterate: COUNT })).searches[0]?.iterativeRemoval];
    expect(none.map(({ repair: _repair, ...step }) => step)).toEqual(plain);
  });

  it('runs beside the one without a repair, over blocks, and gives what each gives by itself', async () => {
    const sets = { searchUnits: [['attention'], ['block']] } as const;
    const { searches } = await score({ ...searchOf('linear'), ...sets, iterate: COUNT });
    const [plain, repaired] = [await score({ ...sets, iterate: COUNT }), await score({ ...sets, ...searchOf('linear') })];
    expect(searches).toEqual(
      plain.searches.map((search, place) => ({ ...search, repairedRemoval: repaired.searches[place]?.repairedRemoval })),
    );
    expect(searches.map(({ repairedRemoval }) => repairedRemoval?.length)).toEqual([undefined, COUNT]);
  });

  it('continues from a checkpoint without solving or measuring again', async () => {
    const asked = { model, input: text, window: WINDOW, threads: 1, selfCheck: false, losses: false, ...searchOf('linear') };
    const checkpoint = {};
    const work = measureModel(asked);
    let step = await work.next();
    for (; !step.done; step = await work.next()) Object.assign(checkpoint, step.value.checkpoint);
    const again = measureModel({ ...asked, checkpoint });
    const notes: string[] = [];
    let repeated = await again.next();
    for (; !repeated.done; repeated = await again.next()) if (repeated.value.checkpoint) notes.push(repeated.value.note ?? 'a batch');
    expect(notes).toEqual([]);
    expect(repeated.value.searches).toEqual(step.value.searches);
  });

  it.each<readonly [string, RegExp, Partial<MeasureModelOptions>]>([
    ['attentions and MLPs', /replaces whole blocks only/, { searchUnits: [['attention', 'mlp']] }],
    [
      'a rule of tokens that the kind does not know',
      /scalar has no token weights/,
      { iterateRepair: { count: COUNT, kind: 'scalar', tokenRule: 'balanced' } },
    ],
  ])('refuses %s', async (_, message, more) => {
    await expect(iterateWith('scalar', more)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) });
  });

  it('refuses a fold where norms follow every projection', async () => {
    const post = writeModelFolder(join(temporary.path, 'post'), buildTinyDecoder({ norm: 'post', blocks: 3 }));
    await expect(iterateWith('linear-fold', { model: post })).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  });
});
