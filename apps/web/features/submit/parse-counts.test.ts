import { describe, expect, it } from '@jest/globals';
import { parseCounts } from './search-settings.ts';

describe('parseCounts', () => {
  it('reads numbers in any order, each once', () => {
    expect(parseCounts('4, 1 2;2')).toEqual([1, 2, 4]);
    expect(parseCounts('')).toEqual([]);
  });

  it.each(['0', '-1', '1.5', 'two', '1, x', '99999'])('refuses %p', (text) => {
    expect(parseCounts(text)).toBeNull();
  });
});
