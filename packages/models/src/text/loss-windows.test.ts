import { describe, expect, it } from '@jest/globals';
import { cutLossWindows } from './loss-windows.ts';
import type { TextEncoder } from './windows.ts';

/** A token a word: its number in the text `1 2 3 …`. @param bosId is put before a text */
function countingTokenizer(bosId: number | null): TextEncoder {
  const encode = (text: string): readonly number[] => text.split(' ').map((word) => Number.parseInt(word, 36));
  return {
    ...{ bosId, eosId: null, prefixText: null, maxLength: null, decode: () => '' },
    encode: (text, bos = 'auto') => (bos === 'auto' && bosId !== null ? [bosId, ...encode(text)] : encode(text)),
  };
}

const passages = ['1 2 3 4 5 6 7', '11 12 13 14', '21 22'];
const text = { text: 'counted', source: 'test', passages };

function cut(bosId: number | null, size: Parameters<typeof cutLossWindows>[2]) {
  const windows = cutLossWindows(text, countingTokenizer(bosId), size);
  if (windows === null) throw new Error('the text has no window');
  return windows;
}

describe('the windows of a text', () => {
  it('are consecutive tokens of one passage, one of each passage in turn', () => {
    const { windows, contextTokens } = cut(null, { maxLength: 100, contextTokens: 3 });
    const base36 = (ids: readonly number[]) => ids.map((id) => id.toString(36)).join(' ');
    expect(windows.map(({ ids, document }) => [base36(ids), document])).toEqual([
      ['1 2 3', 0],
      ['11 12 13', 1],
      ['4 5 6', 0],
    ]);
    expect(contextTokens).toBe(3);
  });

  it("begin with the tokenizer's own beginning, and are as long as the model can read", () => {
    const { windows, contextTokens } = cut(0, { maxLength: 4, contextTokens: 512 });
    expect(windows.map(({ ids }) => ids[0])).toEqual([0, 0, 0]);
    expect(windows.map(({ ids }) => ids.length)).toEqual([4, 4, 4]);
    expect(contextTokens).toBe(3);
  });

  it('are none where every passage is shorter than one', () => {
    expect(cutLossWindows(text, countingTokenizer(null), { maxLength: 100, contextTokens: 8 })).toBeNull();
  });
});
