import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openModel, openPackedFile } from '@lamina/models';
import { changeOf, createRemoval } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { scoreModel } from '../../score/score-model.ts';
import { finish, withoutBlocks } from '../../session/golden.fixture.ts';
import { planWrite } from '../plan-write.ts';
import { pruneModel } from './prune-model.ts';

const FIXTURE = join(import.meta.dirname, '../../../fixtures/tiny-gguf');
/** Numbers that transformers computes with the dequantised weights, whole and without one block (fixtures/make_gguf.py). */
const GOLDEN = JSON.parse(readFileSync(join(FIXTURE, 'golden.json'), 'utf8')) as {
  readonly ids: readonly (readonly number[])[];
  readonly removals: readonly { readonly removed: readonly number[]; readonly nllPerWindow: readonly number[] }[];
};

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const digests = { cacheFolder: join(temporary.path, 'digests') };

async function expectLosses(model: string, expected: readonly number[]): Promise<void> {
  const { nllPerWindow } = await finish(
    scoreModel(model, { digests, input: { inputIds: GOLDEN.ids }, window: 12, batch: 2, threads: 1, selfCheck: false }),
  );
  expect(nllPerWindow).toHaveLength(expected.length);
  nllPerWindow?.forEach((nll, window) => void expect(nll).toBeCloseTo(expected[window] ?? 0, 4));
}

describe('pruneModel of a GGUF model', () => {
  it.each(GOLDEN.removals)('writes a GGUF that scores as PyTorch does without block $removed', async ({ removed, nllPerWindow }) => {
    const out = join(temporary.path, `without-${removed[0]}`);
    const result = await pruneModel({
      model: join(FIXTURE, 'whole/model.gguf'),
      change: changeOf(withoutBlocks(...removed)),
      out,
      digests,
    });
    expect(result).toMatchObject({ format: 'gguf', blocksBefore: 2, blocksAfter: 1, removed });
    expect(readdirSync(out).sort()).toEqual(['model.gguf', 'prune-plan.json']);
    await expectLosses(out, nllPerWindow);
  });

  it('keeps the packed weights of the parent, and none of the written model, unless it is used elsewhere', async () => {
    const own = { cacheFolder: join(temporary.path, 'own/digests') };
    const options = { model: join(FIXTURE, 'whole/model.gguf'), change: changeOf(withoutBlocks(0)), digests: own };
    const out = join(temporary.path, 'own/out');
    const listPacked = () => readdirSync(join(temporary.path, 'own/packed-weights'));
    await pruneModel({ ...options, out });
    expect(listPacked()).toHaveLength(1);
    const { coded } = openModel(out, { digests: own });
    if (coded !== null) await openPackedFile(coded);
    expect(listPacked()).toHaveLength(2);
    await pruneModel({ ...options, out: join(temporary.path, 'own/again') });
    expect(listPacked()).toHaveLength(2);
  });

  it.each([
    ['moe', [1], []],
    ['attention', [2], [expect.stringContaining('llama.cpp cannot run')]],
  ])('says what llama.cpp cannot run: a hybrid without its %s block', async (_kind, removed, notes) => {
    const model = join(import.meta.dirname, '../../../fixtures/tiny-gguf-layouts/nemotron_h');
    const planned = await planWrite({ model, change: changeOf(withoutBlocks(...removed)), out: join(temporary.path, 'hybrid'), digests });
    expect(planned.notes).toEqual(notes);
  });

  it('writes one file of a model in parts, equal to that of the whole', async () => {
    const out = join(temporary.path, 'from-parts');
    await pruneModel({ model: join(FIXTURE, 'parts'), change: changeOf(withoutBlocks(0)), out, digests });
    expect(readdirSync(out).sort()).toEqual(['model.gguf', 'prune-plan.json']);
    const pruned = openModel(out, { digests });
    expect([...(pruned.checkpoint?.stored.values() ?? [])].map(({ type }) => type).sort()).toEqual(
      [...(openModel(join(temporary.path, 'without-0'), { digests }).checkpoint?.stored.values() ?? [])].map(({ type }) => type).sort(),
    );
    await expectLosses(out, GOLDEN.removals[0]?.nllPerWindow ?? []);
  });

  it('leaves an attention and an MLP out of the file for real, as many bytes as were planned', async () => {
    const model = join(FIXTURE, 'whole/model.gguf');
    const out = join(temporary.path, 'sublayers');
    const removal = createRemoval({ attention: [1], mlp: [0] });
    const result = await pruneModel({ model, change: changeOf(removal), out, digests });
    expect(result).toMatchObject({ format: 'gguf', blocksAfter: 2, removedAttention: [1], removedMlp: [0], certificate: { passed: true } });
    const written = openModel(out, { digests });
    const names = [...(written.checkpoint?.stored.keys() ?? [])];
    expect(names.filter((name) => name.includes('layers.1.self_attn'))).toEqual([]);
    expect(written.checkpoint?.stored.get('model.layers.0.mlp.up_proj.weight')).toMatchObject({
      type: 'F32',
      dims: [32, expect.any(Number)],
    });
    const planned = await planWrite({ model, change: changeOf(removal), out: join(temporary.path, 'unwritten'), digests });
    const { size } = statSync(join(out, 'model.gguf'));
    expect(planned.bytesAfter).toBe(size);
    expect(planned.cacheBytesPerTokenAfter).toBe((planned.cacheBytesPerTokenBefore ?? Number.NaN) / 2);
    const options = { digests, input: { inputIds: GOLDEN.ids }, window: 12, batch: 2, threads: 1, selfCheck: false };
    const { nllPerWindow } = await finish(scoreModel(model, { ...options, change: changeOf(removal) }));
    await expectLosses(out, nllPerWindow);
    await expect(
      pruneModel({ model: out, change: changeOf(withoutBlocks(0)), out: join(temporary.path, 'again'), digests }),
    ).rejects.toThrow();
  });

  it('writes ONNX on demand', async () => {
    const out = join(temporary.path, 'onnx');
    const [removal] = GOLDEN.removals;
    await pruneModel({
      model: join(FIXTURE, 'whole/model.gguf'),
      change: changeOf(withoutBlocks(...(removal?.removed ?? []))),
      out,
      format: 'onnx',
      digests,
    });
    expect(openModel(out).source.format).toBe('onnx');
    expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({ model_type: 'llama', num_hidden_layers: 1 });
    await expectLosses(out, removal?.nllPerWindow ?? []);
  });
});
