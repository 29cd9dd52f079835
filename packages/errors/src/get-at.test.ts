import { describe, expect, it } from '@jest/globals';
import { getAt } from './get-at.ts';
import { getEntry } from './get-entry.ts';

describe('what must exist', () => {
  it('is the element at a place, also of a typed array and where it is 0, null or empty', () => {
    expect([getAt([7, 0], 1), getAt(['', 'a'], 0), getAt([null], 0), getAt(Float32Array.of(0, 2.5), 1)]).toEqual([0, '', null, 2.5]);
    expect(getEntry(new Map([['a', 0]]), 'a')).toBe(0);
  });

  it.each([-1, 2, 0.5])('refuses the place %p of a list of two', (place) => {
    expect(() => getAt([1, 2], place)).toThrow(`a list of 2 has no element at ${place}`);
  });

  it('refuses a key that a map does not hold', () => {
    expect(() => getEntry(new Map([['a', 1]]), 'b')).toThrow('a map of 1 entries has none for b');
  });
});
