import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { changeOf, createRemoval, UNCHANGED } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { finish, fixtureFolder } from '../session/golden.fixture.ts';
import { describeWrite, planWrite, type WritePlan } from './plan-write.ts';
import { type PruneOptions, pruneModel } from './prune/prune-model.ts';
import { prepareQuantization, quantizeModel } from './quantize/quantize-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const FIXTURES = join(import.meta.dirname, '../../fixtures');
const CHECKPOINT = join(FIXTURES, 'tiny-checkpoint');
const removal = createRemoval({ blocks: [1], attention: [2], mlp: [0] });

const sizes = (files: readonly { readonly path: string; readonly bytes: number }[]): readonly (readonly [string, number])[] =>
  files.flatMap(({ path, bytes }) => (path === 'prune-plan.json' ? [] : [[path, bytes] as const]));

const requests: readonly (readonly [string, Omit<PruneOptions, 'out'>])[] = [
  ['an ONNX model with linked weights', { model: fixtureFolder('tiny-llama'), change: changeOf(createRemoval({ blocks: [1] })) }],
  [
    'an ONNX model with copied weights',
    { model: fixtureFolder('tiny-llama'), change: changeOf(createRemoval({ blocks: [1] })), copyWeights: true },
  ],
  ['a safetensors checkpoint', { model: CHECKPOINT, change: changeOf(removal) }],
  ['a GGUF file', { model: join(FIXTURES, 'tiny-gguf/whole'), change: changeOf(createRemoval({ blocks: [1] })) }],
  ['a checkpoint as ONNX', { model: CHECKPOINT, change: changeOf(removal), format: 'onnx' }],
  ['an export', { model: CHECKPOINT, change: UNCHANGED, format: 'onnx' }],
];

describe('planWrite', () => {
  it.each(requests)('says every file of %s to the byte, and writes nothing', async (name, request) => {
    const out = join(temporary.path, name.replaceAll(' ', '-'));
    const plan = await planWrite({ ...request, out });
    expect(existsSync(out)).toBe(false);
    const { files, notes, format } = await pruneModel({ ...request, out });
    expect(sizes(plan.files)).toEqual(sizes(files));
    expect(plan.format).toBe(format);
    expect(plan.notes).toEqual(expect.arrayContaining([...notes]));
  });

  it('says every file of a quantized model to the byte', async () => {
    const request = {
      model: fixtureFolder('tiny-llama'),
      change: { ...UNCHANGED, precision: 'int8' },
      out: join(temporary.path, 'int8'),
    } as const;
    const plan = describeWrite(prepareQuantization(request).write);
    expect(sizes(plan.files)).toEqual(sizes((await finish(quantizeModel(request))).files));
  });

  it('counts caches as the runtime of the format keeps them: a silenced attention still fills its cache, a removed one does not', async () => {
    const planFor = (format: PruneOptions['format']): Promise<WritePlan> =>
      planWrite({ model: CHECKPOINT, change: changeOf(removal), out: join(temporary.path, 'none'), format });
    const [source, onnx] = [await planFor('source'), await planFor('onnx')];
    const before = source.cacheBytesPerTokenBefore ?? Number.NaN;
    // Four blocks with caches of one size: one block goes in both formats, one more attention only in ONNX.
    expect(source.cacheBytesPerTokenAfter).toBe((3 / 4) * before);
    expect(onnx.cacheBytesPerTokenAfter).toBe((2 / 4) * before);
    expect(source.notes.join()).toContain('this file saves no KV cache');
  });
});
