import { describe, expect, it } from '@jest/globals';
import type { TextEncoder } from '@lamina/models';
import { encodeRequests, placeSpecialTokens } from './encode-tasks.ts';

/** One token per character (its code) and token 1 for "<s>", which the tokenizer puts before every text unless it is told otherwise. */
const ADDING = {
  bosId: 1,
  eosId: 2,
  prefixText: '<s>',
  encode: (text: string, bos = 'auto') => [
    ...(bos === 'never' ? [] : [1]),
    ...(text.match(/<s>|[\s\S]/g) ?? []).map((piece) => (piece === '<s>' ? 1 : piece.charCodeAt(0))),
  ],
} as unknown as TextEncoder;
/** The same, but it adds the token only when it is told to, as GPT-2's. */
const PLAIN: TextEncoder = { ...ADDING, encode: (text, bos) => ADDING.encode(text, bos === 'always' ? 'always' : 'never') };
const [a, b] = [97, 98];

/** Rules of lm-evaluation-harness 0.4.13, tok_encode: add_bos_token None, True and False. */
describe('placeSpecialTokens', () => {
  it.each([
    ['auto', ADDING, 'ab', [1, a, b]],
    ['never', ADDING, 'ab', [a, b]],
    ['auto', PLAIN, 'ab', [a, b]],
    ['always', PLAIN, 'ab', [1, a, b]],
  ] as const)('adds by the policy %s', (bos, tokenizer, text, ids) => {
    expect(placeSpecialTokens(tokenizer, bos).encode(text)).toEqual(ids);
  });

  it.each(['auto', 'always', 'never'] as const)('adds none to a text that begins with the prefix token, by %s', (bos) => {
    expect(placeSpecialTokens(ADDING, bos).encode('<s>ab')).toEqual([1, a, b]);
    expect(placeSpecialTokens(PLAIN, bos).encode('<s>ab')).toEqual([1, a, b]);
  });

  it('looks at the beginning of a text only, and nowhere where there is no such token', () => {
    expect(placeSpecialTokens(ADDING, 'auto').encode('a<s>')).toEqual([1, a, 1]);
    expect(placeSpecialTokens({ ...ADDING, prefixText: null }, 'auto').encode('<s>a')).toEqual([1, 1, a]);
  });

  it('leaves a continuation without context to the prefix token', () => {
    const tokenizer = placeSpecialTokens(ADDING, 'always');
    const pair = (context: string) => ({ kind: 'loglikelihood', document: 0, choice: 0, context, continuation: 'b' }) as const;
    expect(encodeRequests([pair(''), pair('<s>a'), pair('a')], tokenizer, 9)).toEqual([
      { request: 0, ids: [1, b], scored: 1 },
      { request: 1, ids: [1, a, b], scored: 1 },
      { request: 2, ids: [1, a, b], scored: 1 },
    ]);
    // A beginning-of-text token that the tokenizer adds to a whole text is predicted too, after the prefix token.
    expect(encodeRequests([{ kind: 'rolling', document: 0, text: 'a' }], tokenizer, 9)).toEqual([
      { request: 0, ids: [1, 1, a], scored: 2 },
    ]);
  });
});
