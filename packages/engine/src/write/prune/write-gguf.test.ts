import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openModel } from '@lamina/models';
import { changeOf, createRemoval, UNCHANGED } from '@lamina/plans';
import { assertTensorsClose, createTemporaryFolder } from '@lamina/test-utils/models';
import { writeHashedCheckpoint } from '../../score/hashed-checkpoint.fixture.ts';
import { scoreModel } from '../../score/score-model.ts';
import { finish, withoutBlocks } from '../../session/golden.fixture.ts';
import { planWrite } from '../plan-write.ts';
import { pruneModel } from './prune-model.ts';
import { verifyPruning } from './verify-pruning.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const RECORDED = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/architectures.json'), 'utf8'));
const { qwen2_window_old_config: windowed } = RECORDED;
const GOLDENS = { ...RECORDED, qwen2: { ...windowed, config: { ...windowed.config, use_sliding_window: false } } };
const place = (name: string): string => join(temporary.path, name);

function architecture(name: string): string {
  const folder = place(name);
  return existsSync(folder) ? folder : writeHashedCheckpoint(folder, GOLDENS[name]);
}

/** Losses on ids that every vocabulary of the fixtures has. */
async function nllOf(model: string): Promise<readonly number[]> {
  const { nllPerWindow } = await finish(
    scoreModel(model, { input: { ids: Array.from({ length: 48 }, (_, index) => (index * 7) % 24) }, window: 24, threads: 1 }),
  );
  return nllPerWindow;
}

describe('a safetensors checkpoint as GGUF', () => {
  it.each([
    ...['llama_linear_biases', 'llama_llama3_sharded', 'granite_multipliers', 'olmo_clip', 'olmo2', 'phi4_mini', 'nemotron_biases', 'glm'],
    ...['glm4_sandwich', 'exaone4_hybrid', 'ernie4_5_biases', 'starcoder2_no_bias', 'stablelm_parallel_qk_norm', 'cohere_qk_norm', 'mpt'],
    ...['gpt_neox_sequential', 'phi_plain', 'falcon_7b', 'falcon_11b', 'bloom', 'gpt_bigcode_multi_query', 'qwen2_moe', 'llava_untied'],
  ])('computes the logits of its parent: %s', async (name) => {
    const { certificate, format } = await pruneModel({
      model: architecture(name),
      change: UNCHANGED,
      out: place(`${name}-gguf`),
      format: 'gguf',
    });
    expect({ format, certificate }).toMatchObject({ format: 'gguf', certificate: { passed: true, argmaxEqual: true } });
  });

  it.each([
    ['a window that llama.cpp does not read', 'mistral_window_wide_heads', /mixer\.window = null instead of 7/],
    ['another activation', 'llama_gelu', /mlp\.activation = "silu" instead of "gelu"/],
    ['a tensor without a name there', 'phi_qk_norm', /q_layernorm\.weight has no name in llama\.cpp/],
    ['an architecture that it does not have', 'biogpt', /biogpt cannot be written as GGUF; types that can are llama,/],
  ])('refuses %s, and writes nothing', async (_, name, message) => {
    const out = place('refused');
    const writing = pruneModel({ model: architecture(name), change: UNCHANGED, out, format: 'gguf' });
    await expect(writing).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED', message: expect.stringMatching(message) });
    expect(existsSync(out)).toBe(false);
  });

  it('loses blocks and bits in one write, as it does one after the other', async () => {
    const model = architecture('llama_linear_biases');
    const types = {
      rules: [
        ['ffn_down', 'Q8_0'],
        ['.', 'Q4_0'],
      ],
      usesFallbacks: true,
    } as const;
    const change = changeOf(withoutBlocks(1));
    const { chosen, certificate } = await pruneModel({ model, change, types, out: place('both'), format: 'gguf' });
    expect(certificate).toMatchObject({ passed: true });
    expect(chosen?.types.get('blk.0.ffn_down.weight')).toBe('Q8_0');
    await pruneModel({ model, change: UNCHANGED, types, out: place('bits'), format: 'gguf' });
    await pruneModel({ model: place('bits'), change, out: place('bits-then-blocks') });
    assertTensorsClose(await nllOf(place('both')), await nllOf(place('bits-then-blocks')), 1e-5);
    await expect(verifyPruning({ folder: place('both') })).resolves.toMatchObject({ certificate: { passed: true } });
  });

  it('has the types that llama.cpp takes where blocks do not divide a row, and names them', async () => {
    const model = architecture('llama_linear_biases');
    const strict = pruneModel({
      model,
      change: UNCHANGED,
      types: { rules: 'Q4_K', usesFallbacks: false },
      out: place('strict'),
      format: 'gguf',
    });
    await expect(strict).rejects.toMatchObject({ code: 'TYPE_UNSUPPORTED', message: expect.stringMatching(/blocks of 256/) });
    const { chosen } = await pruneModel({
      model,
      change: UNCHANGED,
      types: { rules: 'Q4_K', usesFallbacks: true },
      out: place('loose'),
      format: 'gguf',
    });
    expect(chosen?.fallbacks).toContainEqual({ tensor: 'blk.0.attn_q.weight', wanted: 'Q4_K', type: 'Q5_0' });
    const stored = [...(openModel(place('loose')).checkpoint?.stored.values() ?? [])];
    expect(stored.find(({ name }) => name === 'blk.0.attn_q.weight')).toMatchObject({ type: 'Q5_0' });
  });

  it('refuses types for another format', async () => {
    const writing = pruneModel({
      model: architecture('olmo2'),
      change: UNCHANGED,
      types: { rules: 'Q8_0', usesFallbacks: false },
      out: place('x'),
    });
    await expect(writing).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(/add --format gguf/) });
  });
});

describe('a Qwen 2 that loses an attention and an MLP', () => {
  const removal = createRemoval({ attention: [1], mlp: [3] });

  it('computes the same, from GGUF and from safetensors, in a file without them whose heads have pairs as neighbours', async () => {
    const model = architecture('qwen2');
    await pruneModel({ model, change: UNCHANGED, out: place('qwen2-gguf'), format: 'gguf' });
    const { certificate } = await pruneModel({ model: place('qwen2-gguf'), change: changeOf(removal), out: place('qwen2-cut') });
    expect(certificate).toMatchObject({ passed: true });
    await pruneModel({ model, change: changeOf(removal), out: place('qwen2-at-once'), format: 'gguf' });
    const [parent, cut, atOnce] = ['qwen2-gguf', 'qwen2-cut', 'qwen2-at-once'].map(readStored);
    expect(atOnce).toEqual(cut);
    expect([...(cut?.keys() ?? [])].filter((name) => name.startsWith('blk.1.attn'))).toEqual([]);
    for (const [name, heads] of [
      ['blk.2.attn_q.weight', 4],
      ['blk.2.attn_q.bias', 4],
      ['blk.4.attn_k.weight', 2],
      ['blk.4.attn_k.bias', 2],
    ] as const) {
      // Rows of a head of 16: 0, 8, 1, 9, …
      const rows = Array.from({ length: 16 * heads }, (_, row) => row - (row % 16) + (row % 2) * 8 + Math.floor((row % 16) / 2));
      const bytes = parent?.get(name) ?? Buffer.of();
      const rowBytes = bytes.length / rows.length;
      expect(cut?.get(name)).toEqual(Buffer.concat(rows.map((row) => bytes.subarray(row * rowBytes, (row + 1) * rowBytes))));
    }
    expect(cut?.get('blk.2.attn_v.weight')).toEqual(parent?.get('blk.2.attn_v.weight'));
    const options = { input: { ids: Array.from({ length: 48 }, (_, index) => (index * 7) % 24) }, window: 24, threads: 1 };
    const { nllPerWindow } = await finish(scoreModel(model, { ...options, change: changeOf(removal) }));
    assertTensorsClose(await nllOf(place('qwen2-cut')), nllPerWindow, 1e-4);
  });

  it('keeps the attention of the first block, silenced, and says so', async () => {
    const change = changeOf(createRemoval({ attention: [0, 2] }));
    const out = place('qwen2-first');
    const options = { model: architecture('qwen2'), change, out, format: 'gguf' } as const;
    const { notes, cacheBytesPerTokenBefore, cacheBytesPerTokenAfter } = await planWrite(options);
    expect(cacheBytesPerTokenAfter).toBe(((cacheBytesPerTokenBefore ?? Number.NaN) * 4) / 5);
    await expect(pruneModel(options)).resolves.toMatchObject({ certificate: { passed: true } });
    expect(notes.join()).toContain('the attention of block 0 (in the numbering of the parent) stay');
    expect([...readStored('qwen2-first').keys()].filter((name) => /^blk\.[02]\.attn_norm/.test(name))).toEqual(['blk.0.attn_norm.weight']);
  });
});

/** The bytes of every tensor of a written GGUF file. */
function readStored(name: string): ReadonlyMap<string, Buffer> {
  const { checkpoint } = openModel(place(name));
  const [file] = readdirSync(place(name)).filter((entry) => entry.endsWith('.gguf'));
  const bytes = readFileSync(join(place(name), file ?? ''));
  const tensors = [...(checkpoint?.stored.values() ?? [])];
  return new Map(tensors.map((tensor) => [tensor.name, bytes.subarray(tensor.offset, tensor.offset + tensor.sizeBytes)]));
}

it('a GGUF file is written in other types', async () => {
  const model = join(import.meta.dirname, '../../../fixtures/tiny-gguf/whole/model.gguf');
  const { chosen, certificate, files } = await pruneModel({
    model,
    change: UNCHANGED,
    types: { rules: 'Q5_1', usesFallbacks: true },
    out: place('q5'),
    format: 'gguf',
  });
  expect(certificate).toMatchObject({ passed: true });
  expect(new Set(chosen?.types.values())).toContain('Q5_1');
  expect(files.map(({ path }) => path)).toContain('model.gguf');
});
