import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSameValue } from './is-same-value.ts';

describe('values of arguments', () => {
  it('are the same exactly where Node calls them equal', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(isSameValue(one, other)).toBe(isDeepStrictEqual(one, other));
        expect(isSameValue(one, structuredClone(one))).toBe(true);
      }),
    );
  });

  it('differ in a key that only one has, whatever its value', () => {
    expect(isSameValue({ first: undefined }, {})).toBe(false);
    expect(isSameValue({ first: undefined }, { after: undefined })).toBe(false);
    expect(isSameValue([], {})).toBe(false);
  });
});
