import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { measureMemoryNeed, openModel, requireMemoryOfBlock } from '@lamina/models';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { createResidentModel } from './create-resident-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

/** Llama 3.1 8B: 8,030,261,248 parameters. */
const CONFIG = {
  ...{ architectures: ['LlamaForCausalLM'], model_type: 'llama', hidden_size: 4096, intermediate_size: 14_336, num_hidden_layers: 32 },
  ...{ num_attention_heads: 32, num_key_value_heads: 8, vocab_size: 128_256, rms_norm_eps: 1e-5, tie_word_embeddings: false },
};
const BLOCK: Readonly<Record<string, readonly number[]>> = {
  'input_layernorm.weight': [4096],
  'self_attn.q_proj.weight': [4096, 4096],
  'self_attn.k_proj.weight': [1024, 4096],
  'self_attn.v_proj.weight': [1024, 4096],
  'self_attn.o_proj.weight': [4096, 4096],
  'post_attention_layernorm.weight': [4096],
  'mlp.gate_proj.weight': [14_336, 4096],
  'mlp.up_proj.weight': [14_336, 4096],
  'mlp.down_proj.weight': [4096, 14_336],
};

/** A folder whose weights are a header and zeros of a sparse file, which no disk stores. */
function writeSparseModel(folder: string): string {
  const blocks = Array.from({ length: 32 }, (_, block) =>
    Object.entries(BLOCK).map(([name, shape]) => ({ name: `model.layers.${block}.${name}`, shape })),
  );
  const embedding = [128_256, 4096];
  const others = [
    { name: 'model.embed_tokens.weight', shape: embedding },
    { name: 'model.norm.weight', shape: [4096] },
    { name: 'lm_head.weight', shape: embedding },
  ];
  let end = 0;
  const header = [...blocks.flat(), ...others].map(({ name, shape }) => {
    const start = end;
    end += shape.reduce((product, extent) => product * extent, 2);
    return [name, { dtype: 'BF16', shape, data_offsets: [start, end] }] as const;
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  mkdirSync(folder);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(CONFIG));
  const file = join(folder, 'model.safetensors');
  writeFileSync(file, Buffer.concat([length, text]));
  truncateSync(file, 8 + text.length + end);
  return folder;
}

describe('createResidentModel', () => {
  const { availableMemory } = process;
  afterEach(() => {
    process.availableMemory = availableMemory;
  });
  const opened = openModel(writeSparseModel(join(temporary.path, 'llama-8b')));

  it.each([
    // 4 bytes a weight, 1.2 times, and 0.4 GB; with codes of 8 and 4 bits 8.5 and 4.6 bits a weight.
    [16, 'it would take 10.6 GB and fit here', '8 bits'],
    [8, 'it would take 5.9 GB and fit here', '4 bits'],
    [4, 'no form with fewer bits would fit here either', ''],
  ])(
    'refuses a model of 8 billion floats where %d GB are free, before it reads a weight, and says what would fit',
    async (free, advice, bits) => {
      process.availableMemory = () => free * 1e9;
      const loading = createResidentModel(opened);
      await expect(loading).rejects.toMatchObject({ code: 'MODEL_TOO_LARGE', message: expect.stringContaining(advice) });
      await expect(loading).rejects.toThrow(`takes 38.9 GB in memory, and ${free}.0 GB are free; use a machine where 38.9 GB are free`);
      await expect(loading).rejects.toThrow(bits);
    },
  );

  it('leaves reading block by block to smaller machines, but for those that hold no block', () => {
    // A 32nd of 38.9 GB.
    expect(() => requireMemoryOfBlock(opened, 1.3e9)).not.toThrow();
    expect(() => requireMemoryOfBlock(opened, 1.1e9)).toThrow('a block of the model takes 1.2 GB in memory, and 1.1 GB are free');
  });

  it('counts codes as they are packed, and not as floats', () => {
    const coded = openModel(join(import.meta.dirname, '../../fixtures/tiny-gguf/whole'));
    const elements = coded.mapped.model.graph.initializers.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);
    expect(measureMemoryNeed(coded).neededBytes - 0.4e9).toBeLessThan(0.8 * 1.2 * 4 * elements);
    expect(measureMemoryNeed(coded, 0.4e9)).toMatchObject({ fits: false });
    expect(measureMemoryNeed(coded, 0.5e9)).toMatchObject({ fits: true });
  });
});
