import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import { createValueInfo, DATA_TYPE, type Graph, type ValueInfo } from '@lamina/onnx';
import { buildFeeds, chooseBatchTokens, countBytesPerToken, type TokenBatch } from './batches.ts';

const BATCH = {
  ids: [
    [5, 6, 7],
    [8, 9, 0],
  ],
  labels: [
    [6, 7, 0],
    [9, 0, 0],
  ],
  lengths: [3, 2],
};

function feed(
  input: ValueInfo,
  headSize: number | null = null,
  batch: TokenBatch = BATCH,
): { type: string; dims: readonly number[]; values: number[] } {
  const graph: Graph = { name: 'g', nodes: [], initializers: [], inputs: [input], outputs: [], valueInfo: [], rest: [] };
  const tensor = buildFeeds(graph, batch, { headSize, longestText: null })[input.name];
  if (!tensor) throw new Error('the input was not fed');
  return { type: tensor.type, dims: tensor.dims, values: Array.from(tensor.data as ArrayLike<bigint | number>, Number) };
}

function refusalOf(input: ValueInfo): AppError {
  try {
    feed(input);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the input was not refused');
}

describe('buildFeeds', () => {
  const { int64, int32, float, bool, float16, string } = DATA_TYPE;

  it.each<readonly [string, number, readonly (string | number)[], readonly number[], readonly number[]]>([
    ['input_ids', int64, ['b', 's'], [2, 3], [5, 6, 7, 8, 9, 0]],
    ['input_ids', int32, ['b', 's'], [2, 3], [5, 6, 7, 8, 9, 0]],
    ['attention_mask', int64, ['b', 's'], [2, 3], [1, 1, 1, 1, 1, 0]],
    ['attention_mask', bool, ['b', 's'], [2, 3], [1, 1, 1, 1, 1, 0]],
    ['position_ids', int64, ['b', 's'], [2, 3], [0, 1, 2, 0, 1, 2]],
    ['position_ids', int64, [3, 'b', 's'], [3, 2, 3], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]],
    ['token_type_ids', int64, ['b', 's'], [2, 3], [0, 0, 0, 0, 0, 0]],
    ['cache_position', int64, ['s'], [3], [0, 1, 2]],
    ['num_logits_to_keep', int64, [], [], [0]],
    ['logits_to_keep', int64, [1], [1], [0]],
    ['total_sequence_length', int32, [], [], [3]],
    ['past_sequence_length', int32, [1], [1], [0]],
    ['use_cache_branch', bool, [1], [1], [0]],
    ['beam_idx', int32, ['b'], [2], [0, 1]],
    ['past_key_values.0.key', float, ['batch_size', 2, 'past_sequence_length', 4], [2, 2, 0, 4], []],
    ['past_conv.0', float, ['batch_size', 2, 1], [2, 2, 1], [0, 0, 0, 0]],
    ['past_conv.0', float16, ['batch_size', 2, 1], [2, 2, 1], [0, 0, 0, 0]],
    ['past_key_values.0.conv_state', int64, ['batch_size', 1], [2, 1], [0, 0]],
  ])('feeds %s (type %i, %j)', (name, type, extents, dims, values) => {
    expect(feed(createValueInfo(name, type, extents))).toMatchObject({ dims, values });
  });

  it.each<readonly [string, readonly string[], readonly number[], readonly number[]]>([
    ['attention_mask', ['b', 's'], [2, 7], [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0]],
    ['position_ids', ['b', 's'], [2, 3], [4, 5, 6, 2, 3, 4]],
    // Places of a cache, in which padding has its own.
    ['cache_position', ['s'], [3], [4, 5, 6]],
    ['past_sequence_length', [], [], [4]],
  ])('hides the padding of a past and counts positions without it: %s', (name, extents, dims, values) => {
    expect(feed(createValueInfo(name, int64, extents), null, { ...BATCH, past: 4, pastLengths: [4, 2] })).toMatchObject({ dims, values });
  });

  it('takes the size of a head for keys and values that leave it open, and for nothing else', () => {
    const open = (name: string, dims: readonly string[]): ValueInfo => createValueInfo(name, float, dims);
    expect(feed(createValueInfo('past_key_values.0.key', float, ['b', 2, 'past', 'head']), 8).dims).toEqual([2, 2, 0, 8]);
    expect(refusalOf(open('past_key_values.0.key', ['b', 'kv', 'past', 'head'])).message).toContain('kv');
    expect(refusalOf(open('past_conv.0', ['b', 'channels', 'kernel'])).message).toContain('channels');
  });

  it('multiplies the batch by the heads where an export folds them into it', () => {
    const input = createValueInfo('past_key_values.0.key', float, ['batch_size x num_heads', 4, 'past_sequence_length']);
    const graph: Graph = { name: 'g', nodes: [], initializers: [], inputs: [input], outputs: [], valueInfo: [], rest: [] };
    expect(buildFeeds(graph, BATCH, { headSize: 4, heads: 3, longestText: null })[input.name]?.dims).toEqual([6, 4, 0]);
    expect(() => buildFeeds(graph, BATCH, { headSize: 4, longestText: null })).toThrow('num_heads');
  });

  it.each([
    ['an input of another kind', createValueInfo('pixel_values', float, ['b', 3, 'h', 'w']), 'pixel_values'],
    ['embeddings instead of tokens', createValueInfo('inputs_embeds', float, ['b', 's', 16]), 'inputs_embeds'],
    ['a mask of four extents', createValueInfo('attention_mask', float, ['b', 1, 's', 't']), 'attention_mask'],
    ['positions of more extents than are known', createValueInfo('position_ids', int64, ['n', 'b', 's']), 'position_ids'],
    ['a cache of an element type that no cache has', createValueInfo('past_conv.0', string, ['b', 2, 3]), 'string'],
  ])('refuses %s, naming it', (_, input, words) => {
    const { code, message } = refusalOf(input);
    expect(code).toBe('MODEL_UNSUPPORTED');
    expect(message).toContain(words);
    expect(message).toContain(input.name);
  });
});

const GIBIBYTE = 1024 ** 3;
/** A model like Llama 2 7B: 32 blocks of width 4096, an MLP of 11,008, 32,000 tokens; windows of 256 tokens. */
const LLAMA = { states: 34, hiddenSize: 4096, blockWidth: 11_008, heads: 32, window: 256, vocabularySize: 32_000 };

describe('countBytesPerToken', () => {
  it('adds what stays to the larger of a block and the head', () => {
    const kept = 3 * 34 * 4096;
    expect(countBytesPerToken(LLAMA)).toBe(4 * (kept + 3 * 32_000));
    expect(countBytesPerToken({ ...LLAMA, vocabularySize: 0 })).toBe(4 * (kept + 6 * 11_008 + 3 * 32 * 256));
    expect(countBytesPerToken({ ...LLAMA, vocabularySize: 0, states: 0, window: 1 })).toBe(4 * (6 * 11_008 + 3 * 32));
  });

  it('counts attention over a long window', () => {
    expect(countBytesPerToken({ ...LLAMA, window: 8192 }) - countBytesPerToken({ ...LLAMA, window: 4096 })).toBe(4 * 3 * 32 * 4096);
  });
});

describe('chooseBatchTokens', () => {
  const room = { provider: 'cuda', freeBytes: 80 * GIBIBYTE, weightBytes: 27e9, bytesPerToken: 2_000_000, onProcessor: 512 } as const;

  it('leaves the processor its measured number, whatever the memory', () => {
    expect(chooseBatchTokens({ ...room, provider: 'cpu' })).toBe(512);
    expect(chooseBatchTokens({ ...room, provider: 'cpu', freeBytes: 0 })).toBe(512);
  });

  it('follows the memory that the weights leave free, up to what fills a GPU', () => {
    expect(chooseBatchTokens(room)).toBe(4096);
    // (40 GiB − 27 GB) / 2 / 2 MB = 3,987
    expect(chooseBatchTokens({ ...room, freeBytes: 40 * GIBIBYTE })).toBe(2048);
    expect(chooseBatchTokens({ ...room, freeBytes: 28 * GIBIBYTE })).toBe(512);
    expect(chooseBatchTokens({ ...room, freeBytes: 20 * GIBIBYTE })).toBe(1);
  });

  it('stays the same where a little more or less memory is free', () => {
    const choices = [34, 36, 38, 40].map((free) => chooseBatchTokens({ ...room, freeBytes: free * GIBIBYTE }));
    expect(new Set(choices).size).toBe(1);
  });

  it('takes one gibibyte where the free memory is unknown', () => {
    for (const provider of ['webgpu', 'cuda'] as const)
      expect(chooseBatchTokens({ ...room, provider, freeBytes: null, bytesPerToken: GIBIBYTE / 1000 })).toBe(512);
  });
});
