import { describe, expect, it } from '@jest/globals';
import { chooseScale } from './number-scale.ts';

describe('chooseScale', () => {
  it('is logarithmic where the first block squashes all others', () => {
    expect(chooseScale([0.778, 0.074, 0.02, 0.073, 0.027, 0.044, 0.079, 0.37])).toBe('log');
  });

  it('is linear where values are of one size, where one is not above zero, and where there is none', () => {
    expect([chooseScale([0.3, 0.2, 0.1]), chooseScale([5, 0, 0.1]), chooseScale([])]).toEqual(['linear', 'linear', 'linear']);
  });
});
