import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createRemoval, NOTHING_REMOVED } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { openModel } from '../model/open/open-model.ts';
import { finish, fixtureFolder } from '../text/golden.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import { quantizeModel } from '../write/quantize/quantize-model.ts';
import { createSavingPlanner } from './planned-saving.ts';
import { planQuantizedForms } from './quantized-forms.ts';

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
    const { files } = await pruneModel({ model, removal, out: join(temporary.path, name.replaceAll(' ', '-')), copyWeights: true });
    expect(bytesAfter).toBe(weigh(files));
  });

  it('of a quantized form are the bytes that are written', async () => {
    const [[, model]] = MODELS;
    const opened = openModel(model);
    const whole = createSavingPlanner(opened).plan(NOTHING_REMOVED);
    const forms = planQuantizedForms(opened, { lookup: {}, model, whole, scratch: temporary.path });
    expect(forms.map(({ precision }) => precision)).toEqual(['fp16', 'int8', 'int4', 'w8a8']);
    for (const { write, saved } of forms) expect(saved.bytesAfter).toBe(weigh((await finish(quantizeModel(write))).files));
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
