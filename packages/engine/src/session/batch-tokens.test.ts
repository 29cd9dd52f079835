import { describe, expect, it } from '@jest/globals';
import { chooseBatchTokens, countBytesPerToken } from './batch-tokens.ts';

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
