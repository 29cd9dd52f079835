import { describe, expect, it } from '@jest/globals';
import { parseAmount } from './parse-amount.ts';

describe('parseAmount', () => {
  it('reads sizes as people write them', () => {
    expect(['7B', '1.5 m', '12', '.5k', '2T'].map(parseAmount)).toEqual([7e9, 1.5e6, 12, 500, 2e12]);
  });

  it('tells an empty text from one that is no amount', () => {
    expect(parseAmount('  ')).toBeNull();
    expect(['many', '7 BB', '-3', '1e9', '0x10'].map(parseAmount)).toEqual(Array.from({ length: 5 }));
  });
});
