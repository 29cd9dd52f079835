import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Checkpoint, openModel } from '@lamina/models';
import { changeOf, createRemoval, NOTHING_REMOVED } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { fixtureFolder } from '../session/golden.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import { planQuantizedForms } from './plan-changes.ts';
import { createSavingPlanner } from './planned-saving.ts';
import { type RepairedForm, repairForm, requestRepair } from './repaired-forms.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const FIXTURES = join(import.meta.dirname, '../../fixtures');
const MODELS = [
  ['an ONNX model', fixtureFolder('tiny-llama'), createRemoval({ attention: [1] })],
  ['a safetensors checkpoint', join(FIXTURES, 'tiny-checkpoint'), createRemoval({ blocks: [1] })],
  ['a GGUF file', join(FIXTURES, 'tiny-gguf/whole'), createRemoval({ blocks: [1] })],
] as const;

/** Bytes of written weights and graphs. */
const weigh = (files: readonly { readonly path: string; readonly bytes: number }[]): number =>
  files.filter(({ path }) => /onnx\/|\.safetensors$|\.gguf$/.test(path)).reduce((sum, { bytes }) => sum + bytes, 0);

describe('what an answer promises to save', () => {
  it.each(MODELS)('of %s are the bytes that are written', async (name, model, removal) => {
    const { bytesAfter } = createSavingPlanner(openModel(model)).plan(removal);
    const { files } = await pruneModel({
      model,
      change: changeOf(removal),
      out: join(temporary.path, name.replaceAll(' ', '-')),
      copyWeights: true,
    });
    expect(bytesAfter).toBe(weigh(files));
  });

  it('of a quantized form are the bytes that are written', async () => {
    const [[, model]] = MODELS;
    const opened = openModel(model);
    const whole = createSavingPlanner(opened).plan(NOTHING_REMOVED);
    const forms = planQuantizedForms(opened, { lookup: {}, model, whole, scratch: temporary.path });
    expect(forms.map(({ precision }) => precision)).toEqual(['fp16', 'int8', 'int4', 'w8a8']);
    for (const { precision, open, saved } of forms) {
      await open();
      const folder = join(temporary.path, precision, 'onnx');
      expect(saved.bytesAfter).toBe(readdirSync(folder).reduce((bytes, file) => bytes + statSync(join(folder, file)).size, 0));
    }
  });

  it('of a repaired removal are the bytes that are written, and a solved repair is kept', async () => {
    const [[, model]] = MODELS;
    const removal = createRemoval({ blocks: [1] });
    const opened = openModel(model);
    const saved = createSavingPlanner(opened).plan(removal);
    const words = Array.from({ length: 9000 }, (_, place) => String.fromCharCode(97 + (Math.floor(1e6 * Math.abs(Math.sin(place))) % 23)));
    const calibration = { text: 'letters', source: 'letters', documents: [words.join(' ')] };
    const parts: Checkpoint[] = [];
    const repair = async (checkpoint: Checkpoint): Promise<RepairedForm> => {
      const work = repairForm(opened, { removal, saved }, { calibration, checkpoint, session: {} });
      for (let step = await work.next(); ; step = await work.next()) {
        if (step.done) return step.value;
        parts.push(step.value.checkpoint ?? {}); // The start of the work has nothing to keep.
      }
    };
    const form = await repair({});
    expect([null, 'the repair changes nothing on unseen text']).toContain(form.excluded); // It was solved.
    const out = join(temporary.path, 'repaired');
    const { files } = await pruneModel({
      model,
      change: changeOf(removal, requestRepair('linear-fold', calibration)),
      out,
      copyWeights: true,
    });
    expect(form.saved.bytesAfter).toBe(weigh(files));
    const known = Object.assign({}, ...parts.splice(0)) as Checkpoint;
    expect(await repair(known)).toMatchObject({ key: form.key, saved: form.saved, excluded: form.excluded });
    expect(parts).toEqual([]);
  });

  it('has no quantized form of a model that is not ONNX', () => {
    const [, [, model]] = MODELS;
    const opened = openModel(model);
    const whole = createSavingPlanner(opened).plan(NOTHING_REMOVED);
    const forms = planQuantizedForms(opened, { lookup: {}, model, whole, scratch: temporary.path });
    expect(forms.map(({ saved, excluded }) => [saved.bytesAfter, excluded?.includes('as ONNX only')])).toEqual(
      forms.map(() => [null, true]),
    );
  });
});
