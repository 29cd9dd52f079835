import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sourceFromBytes } from '@lamina/onnx';
import { createGgufBytes, type GgufBytes, type GgufFixture } from './gguf-bytes.fixture.ts';
import { type PlannedGguf, planGgufPruning } from './plan-pruning.ts';
import { type Gguf, readGguf } from './read-gguf.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/gguf');

/** Writes what was planned, as the engine streams it. */
function write(gguf: Gguf, { header, tensors, sizeBytes }: PlannedGguf): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  bytes.set(header);
  for (const { source, at, filling } of tensors) {
    const from = gguf.sources.find(({ file }) => file === source.file)?.source;
    if (from === undefined) throw new Error(source.file);
    if (filling === null) bytes.set(from.read(source.offset, source.sizeBytes), at);
    if (filling === 'minus-one') for (let index = 0; index < source.sizeBytes; index += 4) bytes.writeFloatLE(-1, at + index);
  }
  return bytes;
}

const read = (bytes: Uint8Array, file = 'pruned.gguf'): Gguf => readGguf([{ file, source: sourceFromBytes(bytes) }]);
const readFiles = (files: readonly string[]): Gguf =>
  readGguf(files.map((file) => ({ file, source: sourceFromBytes(readFileSync(join(FOLDER, file))) })));

function bytesOf(gguf: Gguf, name: string): string {
  const tensor = gguf.tensors.get(name);
  const source = gguf.sources.find(({ file }) => file === tensor?.file)?.source;
  if (tensor === undefined || source === undefined) throw new Error(`no ${name}`);
  return Buffer.from(source.read(tensor.offset, tensor.sizeBytes)).toString('hex');
}

function valueOfKey(gguf: Gguf, key: string): unknown {
  const value = gguf.metadata.get(key)?.value;
  return typeof value === 'object' ? value.read() : value;
}

const BLOCKS = 7;
const createdBytes: Buffer[] = [];

/** A model with one tensor of 16 bytes in each block, whose bytes are the block's number. */
function createModel(architecture: string, more: (bytes: GgufBytes) => number, blocks = BLOCKS): Gguf {
  const names = [
    'token_embd.weight',
    ...Array.from({ length: blocks }, (_, block) => `blk.${block}.attn_output.weight`),
    'output_norm.weight',
  ];
  const fixture: GgufFixture = {
    metadata: (bytes) => {
      bytes.key('general.architecture', 'string').text(architecture);
      bytes.key(`${architecture}.block_count`, 'uint32').u32(blocks);
      bytes.key('tokenizer.ggml.tokens', 'array').u32(8).u64(BLOCKS);
      for (let token = 0; token < BLOCKS; token += 1) bytes.text(`t${token}`);
      return 3 + more(bytes);
    },
    tensors: names.map((name, place) => ({ name, dims: [4], offset: place * 32 })),
    dataBytes: names.length * 32,
  };
  const bytes = createGgufBytes(fixture);
  const start = bytes.length - names.length * 32;
  for (let place = 0; place < names.length; place += 1) bytes.fill(place, start + place * 32, start + place * 32 + 16);
  createdBytes.push(bytes);
  return read(bytes, 'model.gguf');
}

const bools = (bytes: GgufBytes, key: string, values: readonly boolean[]): void => {
  bytes.key(key, 'array').u32(7).u64(values.length);
  for (const value of values) bytes.u8(value ? 1 : 0);
};
const prune = (gguf: Gguf, kept: readonly number[]): Gguf => read(write(gguf, planGgufPruning(gguf, { kept, silenced: [] })));

describe('planGgufPruning', () => {
  it('numbers kept blocks anew and keeps bytes, types and order of tensors', () => {
    const withCount = createModel('llama', () => 0);
    const pruned = prune(withCount, [0, 2, 5]);
    expect([...pruned.tensors.keys()]).toEqual([
      'token_embd.weight',
      'blk.0.attn_output.weight',
      'blk.1.attn_output.weight',
      'blk.2.attn_output.weight',
      'output_norm.weight',
    ]);
    for (const [name, old] of [
      ['token_embd.weight', 'token_embd.weight'],
      ['blk.1.attn_output.weight', 'blk.2.attn_output.weight'],
      ['blk.2.attn_output.weight', 'blk.5.attn_output.weight'],
    ] as const)
      expect(bytesOf(pruned, name)).toBe(bytesOf(withCount, old));
    expect(valueOfKey(pruned, 'llama.block_count')).toBe(3);
    expect(valueOfKey(pruned, 'tokenizer.ggml.tokens')).toEqual(valueOfKey(withCount, 'tokenizer.ggml.tokens'));
  });

  it('makes one file of a model in parts, without split.*', () => {
    const source = readFiles(['parts-00003-of-00003.gguf', 'parts-00001-of-00003.gguf', 'parts-00002-of-00003.gguf']);
    const pruned = prune(source, [1]);
    expect([...pruned.tensors.keys()]).toEqual(['token_embd.weight', 'blk.0.attn_q.weight', 'output_norm.weight']);
    expect(bytesOf(pruned, 'blk.0.attn_q.weight')).toBe(bytesOf(source, 'blk.1.attn_q.weight'));
    expect([...pruned.metadata.keys()].filter((key) => key.startsWith('split.'))).toEqual([]);
    expect(valueOfKey(pruned, 'llama.block_count')).toBe(1);
  });

  it('keeps version and alignment, and gives a model of which nothing is removed back byte for byte', () => {
    const source = createModel('llama', () => 0);
    expect(write(source, planGgufPruning(source, { kept: [0, 1, 2, 3, 4, 5, 6], silenced: [] }))).toEqual(createdBytes.at(-1));
  });

  it('cuts lists of one entry per block, and no others', () => {
    const source = createModel('gemma3', (bytes) => {
      bytes.key('gemma3.attention.head_count_kv', 'array').u32(4).u64(BLOCKS);
      for (let block = 0; block < BLOCKS; block += 1) bytes.u32(block + 10);
      bytes.key('gemma3.rope.dimension_sections', 'array').u32(5).u64(BLOCKS);
      for (let block = 0; block < BLOCKS; block += 1) bytes.u32(block);
      bools(bytes, 'gemma3.attention.sliding_window_pattern', [true, false, true, false, true, true, false]);
      bytes.key('gemma3.leading_dense_block_count', 'uint32').u32(3);
      return 4;
    });
    const pruned = prune(source, [1, 2, 6]);
    expect(valueOfKey(pruned, 'gemma3.attention.head_count_kv')).toEqual([11, 12, 16]);
    expect(valueOfKey(pruned, 'gemma3.rope.dimension_sections')).toHaveLength(BLOCKS);
    expect(valueOfKey(pruned, 'gemma3.attention.sliding_window_pattern')).toEqual([false, true, false]);
    expect(valueOfKey(pruned, 'gemma3.leading_dense_block_count')).toBe(2);
  });

  it.each([
    ['gemma3', [0, 1, 2, 3, 4, 6], [true, true, true, true, true, true]],
    ['gemma3', [1, 2, 3, 4, 5, 6], [true, true, true, true, false, true]],
    ['gemma2', [0, 2, 3], [true, true, false]],
    ['cohere2', [0, 3, 4], [true, false, true]],
    ['gpt-oss', [1, 2], [false, true]],
  ])('writes the pattern of windows where removal breaks that of %s: blocks %j', (architecture, kept, pattern) => {
    const source = createModel(architecture, (bytes) => {
      bytes.key(`${architecture}.attention.sliding_window`, 'uint32').u32(8);
      bytes.key(`${architecture}.embedding_length`, 'uint32').u32(64);
      return 2;
    });
    expect(valueOfKey(prune(source, kept), `${architecture}.attention.sliding_window_pattern`)).toEqual(pattern);
  });

  it.each([
    ['qwen35', 4, [0, 1, 3, 4, 5, 6], [true, true, false, true, true, true]],
    ['qwen3next', 2, [1, 2], [false, true]],
    ['qwen35moe', 4, [0, 1, 2, 3], undefined],
  ])('lists the recurrent blocks where removal breaks the interval of %s, %d: blocks %j', (architecture, interval, kept, recurrent) => {
    const source = createModel(architecture, (bytes) => {
      bytes.key(`${architecture}.full_attention_interval`, 'uint32').u32(interval);
      return 1;
    });
    const { metadata } = prune(source, kept);
    const list = `${architecture}.attention.recurrent_layers`;
    expect(metadata.has(list) ? valueOfKey(prune(source, kept), list) : undefined).toEqual(recurrent);
  });

  it('states that queries of deepseek2 have no latent, which llama.cpp knows only of some depths', () => {
    const key = 'deepseek2.attention.q_lora_rank';
    const plain = createModel('deepseek2', () => 0);
    expect(valueOfKey(prune(plain, [0, 1]), key)).toBe(0);
    const stateRank = (bytes: GgufBytes): number => {
      bytes.key(key, 'uint32').u32(8);
      return 1;
    };
    expect(valueOfKey(prune(createModel('deepseek2', stateRank), [0, 1]), key)).toBe(8);
    const kept = Array.from({ length: 27 }, (_, block) => block);
    expect(() => planGgufPruning(createModel('deepseek2', stateRank, 28), { kept, silenced: [] })).toThrow(/deepseek2.*27 blocks/);
  });

  it('writes no pattern where the architecture gives it', () => {
    const source = createModel('gemma2', (bytes) => {
      bytes.key('gemma2.attention.sliding_window', 'uint32').u32(8);
      bytes.key('gemma2.embedding_length', 'uint32').u32(64);
      return 2;
    });
    expect(prune(source, [0, 1, 4, 5]).metadata.has('gemma2.attention.sliding_window_pattern')).toBe(false);
    const plain = createModel('llama', () => 0);
    expect([...prune(plain, [0, 3]).metadata.keys()]).toEqual([...plain.metadata.keys()]);
  });

  it('fills silenced tensors, and does not change the others', () => {
    const source = createModel('llama', () => 0);
    const plan = planGgufPruning(source, {
      kept: [0, 4, 6],
      silenced: [
        { name: 'blk.4.attn_output.weight', filling: 'zeros' },
        { name: 'blk.6.attn_output.weight', filling: 'minus-one' },
      ],
    });
    const pruned = read(write(source, plan));
    expect(bytesOf(pruned, 'blk.0.attn_output.weight')).toBe(bytesOf(source, 'blk.0.attn_output.weight'));
    expect(bytesOf(pruned, 'blk.1.attn_output.weight')).toBe('00'.repeat(16));
    expect(bytesOf(pruned, 'blk.2.attn_output.weight')).toBe('000080bf'.repeat(4));
  });

  it('refuses where llama.cpp could not be told what is left', () => {
    const smollm3 = createModel('smollm3', () => 0);
    expect(() => planGgufPruning(smollm3, { kept: [0, 1, 2, 4], silenced: [] })).toThrow(/smollm3.*rotary/);
    expect(planGgufPruning(smollm3, { kept: [0, 1, 2], silenced: [] }).tensors).toHaveLength(5);
    for (const [architecture, hidden, named] of [
      ['gemma2', 4608, /27B/],
      ['baichuan', 4096, /baichuan.*rotary/],
    ] as const) {
      const bound = createModel(architecture, (bytes) => {
        bytes.key(`${architecture}.embedding_length`, 'uint32').u32(hidden);
        return 1;
      });
      expect(() => planGgufPruning(bound, { kept: [0, 1], silenced: [] })).toThrow(named);
    }
    const exaone4 = createModel('exaone4', (bytes) => {
      bytes.key('exaone4.attention.sliding_window', 'uint32').u32(4096);
      return 1;
    });
    expect(() => planGgufPruning(exaone4, { kept: [0, 1], silenced: [] })).toThrow(/exaone4.*64 blocks/);
  });
});
