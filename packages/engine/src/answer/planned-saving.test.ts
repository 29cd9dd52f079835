import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { EFFORTS } from '@lamina/benchmarks';
import { type Checkpoint, openModel } from '@lamina/models';
import { changeOf, createRemoval, keyOfRemoval, removesBlocksOnly, UNCHANGED, UNIT_KINDS } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { fixtureFolder } from '../session/golden.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import { combineTypes, isForm, type PlanningContext, planQuantized, planRemovals } from './plan-changes.ts';
import { createSavingPlanner, planSavings } from './planned-saving.ts';
import { type RepairedForm, repairForm, requestRepair } from './repaired-forms.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const FIXTURES = join(import.meta.dirname, '../../fixtures');
const MODELS = [
  ['an ONNX model', fixtureFolder('tiny-llama'), createRemoval({ attention: [1] })],
  ['a safetensors checkpoint', join(FIXTURES, 'tiny-checkpoint'), createRemoval({ blocks: [1] })],
  ['a GGUF file', join(FIXTURES, 'tiny-gguf/whole'), createRemoval({ blocks: [1] })],
] as const;

const CHOOSER = { text: 'letters', source: 'letters' };

function contextOf(model: string): PlanningContext {
  const opened = openModel(model);
  const question = { limit: 0.05, save: 'bytes', fit: null } as const;
  return { lookup: {}, opened, planner: createSavingPlanner(opened), question, effort: EFFORTS.thorough, reference: 'model' };
}

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

  it.each([
    ['number formats of an ONNX model', MODELS[0][1], ['fp16', 'int8', 'int4', 'w8a8']],
    ['types of a safetensors checkpoint', MODELS[1][1], ['Q8_0', 'Q6_K', 'Q5_K', 'Q4_K', 'Q4_0', 'Q3_K']],
  ])('of %s are the bytes that are written', async (_, model, precisions) => {
    const context = contextOf(model);
    const forms = planQuantized(context, { lookup: {}, model, scratch: temporary.path });
    expect(forms.map(({ change }) => change.precision)).toEqual(precisions);
    for (const { change, evaluated, saved } of forms) {
      const opened = await evaluated.form?.open();
      expect(saved.bytesAfter).toBe(createSavingPlanner(opened ?? context.opened).bytesBefore);
      expect(change.precision).not.toBeNull();
    }
  });

  it.each([
    ['tiny-gguf/whole', [';attention:0;mlp:'], 'saves nothing: llama.cpp reads the size of a head from the first block'],
    [
      'tiny-gguf-layouts/gemma2',
      [';attention:1;mlp:', ';attention:;mlp:1'],
      'saves nothing: llama.cpp leaves sublayers out only of models that compute as Llama does, and here attention reads a window of keys',
    ],
    [
      'tiny-checkpoint',
      [';attention:1;mlp:', ';attention:;mlp:1'],
      'saves nothing: safetensors has a place for both sublayers of every block',
    ],
  ])('of attentions and MLPs of %s is nothing where they stay in the file, which is said once for each kind', (model, staying, why) => {
    const units = UNIT_KINDS.flatMap((kind) => [1, 0].map((block, loss) => ({ unit: { kind, block }, loss: loss / 100, parameters: 1 })));
    const planned = planRemovals({ units, obstacles: [] }, CHOOSER, contextOf(join(FIXTURES, model)));
    const said = planned.filter(({ excluded }) => excluded !== null);
    expect(said.map(({ change }) => keyOfRemoval(change.remove))).toEqual(staying);
    for (const { excluded } of said) expect(excluded).toBe(why);
    const tried = planned.filter(({ excluded, change }) => excluded === null && !removesBlocksOnly(change.remove));
    expect(tried.length > 0).toBe(model === 'tiny-gguf/whole');
  });

  it('of fewer bits together with a removal are the bytes that are written; what is rounded already is said to be rounded twice', async () => {
    const [, [, model]] = MODELS;
    const context = contextOf(model);
    const units = [1, 0].map((block, loss) => ({ unit: { kind: 'block', block } as const, loss, parameters: 1 }));
    const [form] = planQuantized(context, { lookup: {}, model, scratch: temporary.path });
    const [removal] = planRemovals({ units, obstacles: [] }, CHOOSER, context);
    if (form === undefined || !isForm(form) || removal === undefined) throw new Error('nothing is planned');
    const both = combineTypes(form, removal, context);
    const types = { rules: both.change.precision ?? '', usesFallbacks: true };
    const out = join(temporary.path, 'both');
    const { saved } = await pruneModel({ model, change: changeOf(both.change.remove), types, format: 'gguf', out });
    expect(both.saved.bytesAfter).toBe(saved.bytesAfter);
    expect(both.read).toEqual([CHOOSER]);
    expect(both.caveat).toBeNull();
    const coded = planQuantized(contextOf(MODELS[2][1]), { lookup: {}, model: MODELS[2][1], scratch: temporary.path });
    expect(coded.every(({ caveat }) => caveat?.includes('rounded twice'))).toBe(true);
    expect(both.command).toBe('npx lamina-llm prune model --remove 1 --types Q8_0 --fallback --out model-without-1-Q8_0');
  });

  it('of types are the bytes of the file, or the reason why they are not written', async () => {
    const changes = ['Q4_0', 'F32', 'Q9'].map((precision) => ({ ...UNCHANGED, precision }));
    const [[, onnx], , [, gguf]] = MODELS;
    const [smaller, larger, unknown] = await planSavings({ model: gguf, changes });
    const { files } = await pruneModel({
      model: gguf,
      change: { ...UNCHANGED, precision: 'Q4_0' },
      out: join(temporary.path, 'Q4_0-of-GGUF'),
    });
    expect(smaller).toMatchObject({
      saved: { bytesAfter: weigh(files) },
      excluded: null,
      caveat: expect.stringContaining('rounded twice'),
    });
    expect(larger?.excluded).toMatch(/^it saves nothing: [\d.]+ MB become [\d.]+ MB$/);
    expect(unknown?.excluded).toMatch(/^Q9 is no type that weights can be stored in; choose one of F32, F16, /);
    const [ofOnnx] = await planSavings({ model: onnx, changes });
    expect(ofOnnx?.excluded).toBe('GGUF files are written from safetensors and GGUF, and this model is ONNX');
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
});
