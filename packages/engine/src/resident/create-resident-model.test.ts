import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { countDeviceBytes, describeMemoryNeed, measureDeviceNeed, measureMemoryNeed, openModel, requireMemory } from '@lamina/models';
import { NOTHING_REMOVED, removalOf } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { floatsOf } from '../session/batches.ts';
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

describe('the memory of a resident model', () => {
  const { constrainedMemory, memoryUsage } = process;
  const { rss } = memoryUsage;
  afterEach(() => {
    process.constrainedMemory = constrainedMemory;
    memoryUsage.rss = rss;
  });
  /** As in a container that has this much left. */
  const limitTo = (bytes: number): void => {
    memoryUsage.rss = () => 0;
    process.constrainedMemory = () => bytes;
  };

  it.each([
    // 4 bytes a weight, 1.2 times, and 0.4 GB; with codes of 8 and 4 bits 8.5 and 4.6 bits a weight.
    [16, '; with weights of 8 bits (lamina quantize) it would take 10.6 GB and fit'],
    [8, '; with weights of 4 bits (lamina quantize) it would take 5.9 GB and fit'],
    [4, ''],
  ])('names what a model of 8 billion floats takes where %d GB are free, and what would fit', (free, advice) => {
    const need = measureMemoryNeed(openModel(writeSparseModel(join(temporary.path, `llama-8b-${free}`))), free * 1e9);
    expect(describeMemoryNeed(need)).toBe(`the model takes 38.9 GB in memory, and ${free}.0 GB are free${advice}`);
    expect(() => requireMemory(need)).not.toThrow();
  });

  it('refuses a model, before it reads a weight, whose largest matrix does not fit as floats', async () => {
    const opened = openModel(writeSparseModel(join(temporary.path, 'llama-8b')));
    limitTo(2e9);
    // 128,256 · 4,096 · 4 bytes and 0.4 GB.
    const refusal = { code: 'MODEL_TOO_LARGE', message: expect.stringContaining('at least 2.5 GB must be free') };
    await expect(createResidentModel(opened)).rejects.toMatchObject(refusal);
  });

  it.each(['tiny-gguf/whole', 'tiny-llama'])('computes the same where the weights of %s stay in their file', async (fixture) => {
    const opened = openModel(join(import.meta.dirname, '../../fixtures', fixture));
    const batches = [3, 5, 7].map((factor) => {
      const ids = Array.from({ length: 24 }, (_, place) => (place * factor) % 40);
      return { ids: [ids], labels: [[...ids.slice(1), 0]], lengths: [ids.length] };
    });
    const removals = [NOTHING_REMOVED, ...(['block', 'attention', 'mlp'] as const).map((kind) => removalOf([{ kind, block: 1 }]))];
    const asked = batches.map((batch, place) => ({ batch, removals: removals.slice(place) }));
    const read = async (): Promise<Readonly<Record<string, readonly number[]>>> => {
      const resident = await createResidentModel(opened, { threads: 1 });
      const found: Record<string, readonly number[]> = {};
      for await (const { batch, removal, outputs } of resident.runAll(asked))
        found[`${batch} ${removal}`] = [...floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability)];
      await resident.release();
      return found;
    };
    const inMemory = await read();
    expect(Object.keys(inMemory)).toHaveLength(4 + 3 + 2);
    const same = Object.entries(inMemory).map(([key, values]) => [key, values.map((value): unknown => expect.closeTo(value, 4))] as const);
    const { leastBytes, neededBytes } = measureMemoryNeed(opened);
    for (const share of [0.5, 1e-5]) {
      // With the smaller share, one state at a time fits beside the weights.
      limitTo(leastBytes + share * (neededBytes - leastBytes));
      expect(measureMemoryNeed(opened).fits).toBe(false);
      expect(await read()).toEqual(Object.fromEntries(same));
    }
  });

  it('counts floats on a GPU, whose memory decides there', () => {
    const coded = openModel(join(import.meta.dirname, '../../fixtures/tiny-gguf/whole'));
    const floatBytes = 1.2 * countDeviceBytes(coded);
    expect(measureDeviceNeed(coded, floatBytes)).toMatchObject({ neededBytes: floatBytes, fits: true });
    expect(measureDeviceNeed(coded, floatBytes - 1).fits).toBe(false);
    // WebGPU does not tell its memory.
    expect(measureDeviceNeed(coded, null).fits).toBe(true);
  });

  it('counts codes as they are packed, and not as floats', () => {
    const coded = openModel(join(import.meta.dirname, '../../fixtures/tiny-gguf/whole'));
    const elements = coded.mapped.model.graph.initializers.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);
    expect(measureMemoryNeed(coded).neededBytes - 0.4e9).toBeLessThan(0.8 * 1.2 * 4 * elements);
  });
});
