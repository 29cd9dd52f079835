import { describe, expect, it } from '@jest/globals';
import type { Request } from '@lamina/benchmarks';
import type { TextEncoder } from '@lamina/models';
import { encodeRequests } from './encode-tasks.ts';

/** One token per character (its code), except that "ab" is one token: merges across a border show. */
const TOKENIZER = {
  bosId: 1,
  eosId: 2,
  encode: (text: string) => (text.match(/ab|[\s\S]/g) ?? []).map((piece) => (piece === 'ab' ? 500 : piece.charCodeAt(0))),
} as unknown as TextEncoder;
const DIGITS: TextEncoder = { ...TOKENIZER, bosId: -100, encode: (text) => [...text].map((_, index) => index) };
const pair = (context: string, continuation: string): Request => ({ kind: 'loglikelihood', document: 0, choice: 0, context, continuation });
const codes = (text: string) => [...text].map((character) => character.charCodeAt(0));

describe('encodeRequests', () => {
  it('moves white space from the end of the context to the continuation', () => {
    expect(encodeRequests([pair('x \n', 'y')], TOKENIZER, 9)).toEqual([{ request: 0, ids: codes('x \ny'), scored: 3 }]);
  });

  it('splits by the length of the context’s own tokens, so that a merge across the border shifts them', () => {
    // "xa" is two tokens, "xab" two as well (x, ab): nothing is left of "xab" after two, one token of "xabc".
    expect(encodeRequests([pair('xa', 'bc')], TOKENIZER, 9)).toEqual([{ request: 0, ids: [120, 500, 99], scored: 1 }]);
    expect(() => encodeRequests([pair('xa', 'b')], TOKENIZER, 9)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  it('starts from the prefix token without a context, and uses it once', () => {
    expect(encodeRequests([pair('', 'y')], TOKENIZER, 9)).toEqual([{ request: 0, ids: [1, 121], scored: 1 }]);
    expect(encodeRequests([pair('', '\u0001y')], TOKENIZER, 9)).toEqual([{ request: 0, ids: [1, 121], scored: 1 }]);
    expect(encodeRequests([pair('', 'y')], { ...TOKENIZER, bosId: null }, 9)[0]?.ids).toEqual([2, 121]);
  });

  it('cuts long rows on the left, one token more than the model reads', () => {
    expect(encodeRequests([pair('vwxyz', '12')], TOKENIZER, 4)).toEqual([{ request: 0, ids: codes('xyz12'), scored: 2 }]);
  });

  it.each([
    // lm-evaluation-harness 0.4.13, get_rolling_token_windows and make_disjoint_window with context_len 1: (context, predicted) per window.
    [
      10,
      4,
      [
        [[-100], [0, 1, 2, 3]],
        [[3], [4, 5, 6, 7]],
        [
          [5, 6, 7],
          [8, 9],
        ],
      ],
    ],
    [
      10,
      5,
      [
        [[-100], [0, 1, 2, 3, 4]],
        [[4], [5, 6, 7, 8, 9]],
      ],
    ],
    [
      8,
      4,
      [
        [[-100], [0, 1, 2, 3]],
        [[3], [4, 5, 6, 7]],
      ],
    ],
    [3, 10, [[[-100], [0, 1, 2]]]],
    [
      3,
      1,
      [
        [[-100], [0]],
        [[0], [1]],
        [[1], [2]],
      ],
    ],
    [
      12,
      5,
      [
        [[-100], [0, 1, 2, 3, 4]],
        [[4], [5, 6, 7, 8, 9]],
        [
          [6, 7, 8, 9],
          [10, 11],
        ],
      ],
    ],
    [0, 4, []],
  ])('reads %i tokens in rolling windows of %i', (count, maxLength, windows) => {
    const pieces = encodeRequests([{ kind: 'rolling', document: 0, text: 'x'.repeat(count) }], DIGITS, maxLength);
    expect(pieces.map(({ ids, scored }) => [ids.slice(0, -scored), ids.slice(-scored)])).toEqual(windows);
  });

  it('refuses an answer longer than the model reads, and a text without context where there is no prefix token', () => {
    expect(() => encodeRequests([pair('x', 'yyyyy')], TOKENIZER, 4)).toThrow('has 5 tokens, but the model reads at most 4');
    const bare = { ...TOKENIZER, bosId: null, eosId: null };
    expect(() => encodeRequests([pair('', 'y')], bare, 4)).toThrow(expect.objectContaining({ code: 'MODEL_UNSUPPORTED' }));
  });
});
