import { describe, expect, it } from '@jest/globals';
import { normalProbability } from './normal-distribution.ts';

describe('the normal distribution', () => {
  // Python 3.12, statistics.NormalDist().cdf.
  it.each([
    [2, 0.9772498680518208],
    [-1, 0.15865525393145707],
    [0, 0.5],
    [1.5, 0.9331927987311419],
    [5, 0.9999997133484282],
    [8, 0.9999999999999993],
  ])('lies below %d with the probability that Python computes', (z, probability) => {
    expect(normalProbability(z)).toBeCloseTo(probability, 14);
  });

  it('is certain beyond every value', () => {
    expect([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map(normalProbability)).toEqual([0, 1]);
  });
});
