import { describe, expect, it } from '@jest/globals';
import { normalProbability, normalQuantile } from './normal-distribution.ts';
import { Z_95 } from './z-95.ts';

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

  // The same, inv_cdf.
  it.each([
    [0.95, 1.6448536269514715],
    [0.975, Z_95],
    [0.9875, 2.2414027276049464],
    [0.5, 0],
    [0.999, 3.090232306167813],
  ])('has the quantile of %d that Python computes', (probability, z) => {
    expect(normalQuantile(probability)).toBeCloseTo(z, 12);
  });
});
