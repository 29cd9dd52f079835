import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { getAt } from '@lamina/errors';
import { feedFactsOf, type OpenedModel, openModel } from '@lamina/models';
import { changeOf, createRemoval, type Removal } from '@lamina/plans';
import { exposeSums, listSublayers } from '@lamina/surgery';
import { assertTensorsClose, createTemporaryFolder } from '@lamina/test-utils/models';
import { scoreModel } from '../score/score-model.ts';
import { buildFeeds, floatsOf, formBatches } from '../session/batches.ts';
import { finish } from '../session/golden.fixture.ts';
import { createSession } from '../session/session.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import { repairModel } from './fit-repairs.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const MODEL = join(import.meta.dirname, '../../fixtures/tiny-checkpoint');
const IDS = [...Array(64).keys()].map((token) => (token * token * 7 + 3 * token) % 31);
const OTHER_IDS = [...Array(64).keys()].map((token) => (token * token * 5 + 11 * token + 1) % 29);
const CALIBRATION = { inputIds: [IDS.slice(0, 32), IDS.slice(32)] };

/** The mean of what a sublayer adds to the stream, by loops over the tensors before and after it. */
async function meanOf(opened: OpenedModel, { kind, block }: { readonly kind: 'attention' | 'mlp'; readonly block: number }) {
  const { structure, mapped } = opened;
  const sublayer = listSublayers(structure.sublayers).find((one) => one.kind === kind && one.block === block);
  if (!sublayer) throw new Error(`no ${kind} in block ${block}`);
  const model = exposeSums(structure.model, [
    { of: [sublayer.start], as: 'before' },
    { of: sublayer.end, as: 'after' },
  ]);
  const session = await createSession(model, mapped.weights, { threads: 1 });
  const rows = CALIBRATION.inputIds.map((ids) => ({ ids, next: 0 }));
  const width = structure.model.graph.initializers.find(({ name }) => name.includes('norm'))?.dims[0] ?? 0;
  const mean = new Array<number>(width).fill(0);
  for (const { tokens } of formBatches(rows, 2)) {
    const outputs = await session.run(buildFeeds(session.model.graph, tokens, feedFactsOf(opened)));
    const [before, after] = [floatsOf(outputs, 'before'), floatsOf(outputs, 'after')];
    for (const [cell, value] of after.entries())
      mean[cell % width] = getAt(mean, cell % width) + (value - getAt(before, cell)) / IDS.length;
  }
  await session.release();
  return mean;
}

describe('a mean repair of sublayers', () => {
  it.each([
    ['an attention', { kind: 'attention', block: 1 } as const, createRemoval({ attention: [1] })],
    ['an MLP', { kind: 'mlp', block: 2 } as const, createRemoval({ mlp: [2] })],
  ])('adds the mean output of %s over the calibration tokens', async (_, unit, removal) => {
    const opened = openModel(MODEL);
    const calibration = CALIBRATION.inputIds.map((ids, document) => ({ ids, document }));
    const [fitted] = await finish(repairModel(opened, [{ kind: 'mean' }], { removal, calibration, heldOut: [], batch: 2, threads: 1 }));
    const solved = fitted?.solved[0];
    if (solved?.operator.form !== 'shift') throw new Error('a mean is a shift');
    assertTensorsClose([...solved.operator.shift], await meanOf(opened, unit), 1e-5);
    expect(fitted?.record.gaps).toMatchObject([{ unit: unit.kind, run: [unit.block, unit.block + 1], tokens: IDS.length }]);
  });

  it('is written as ONNX that scores as the gated model, and otherwise than the removal alone', async () => {
    const removal: Removal = createRemoval({ attention: [1], mlp: [2] });
    const shared = { input: { inputIds: [OTHER_IDS] }, threads: 1, selfCheck: false } as const;
    const repair = { kind: 'mean', calibration: CALIBRATION } as const;
    const gated = await finish(scoreModel(MODEL, { change: changeOf(removal, repair), ...shared }));
    const out = join(temporary.path, 'mean');
    const written = await pruneModel({ model: MODEL, change: changeOf(removal, { ...repair, window: 32 }), out, format: 'onnx' });
    expect(written.certificate?.passed).toBe(true);
    const score = await finish(scoreModel(out, shared));
    assertTensorsClose(score.nllPerWindow, gated.nllPerWindow, 1e-4);
    const alone = await finish(scoreModel(MODEL, { change: changeOf(removal), ...shared }));
    expect(gated.nllPerWindow).not.toEqual(alone.nllPerWindow);
  });

  it('refuses repairs of whole blocks for an attention, naming the kind that replaces it', async () => {
    const work = finish(
      scoreModel(MODEL, {
        input: { inputIds: [OTHER_IDS] },
        threads: 1,
        change: changeOf(createRemoval({ attention: [1] }), { kind: 'linear', calibration: CALIBRATION }),
      }),
    );
    await expect(work).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('use mean') });
  });
});
