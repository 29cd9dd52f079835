import { describe, expect, it } from '@jest/globals';
import { anytimeTTest } from './anytime-t-test.ts';

describe('a t-test at any time', () => {
  // Golden values: SciPy 1.17, density of t ÷ its average over normal standardized means (scipy.stats.nct, integrated by scipy.integrate.quad).
  it.each([
    [0.3, 0.04, 10, 1, 0.0175817272122],
    [-0.4, 0.5, 12, 0.25, 0.548041779629],
  ])('of mean %d, variance %d, %d observations and prior variance %d is the inverse Bayes factor', (mean, variance, n, prior, p) => {
    expect(anytimeTTest(mean, variance, n, prior)).toBeCloseTo(p, 11);
  });

  it('is no evidence where the factor favours a mean of 0', () => {
    expect(anytimeTTest(0.05, 0.09, 25)).toBe(1);
    expect(anytimeTTest(0, 0.09, 25)).toBe(1);
  });

  it('of equal observations is what so many can show at most', () => {
    expect(anytimeTTest(0.2, 0, 8)).toBeCloseTo(9 ** -3.5, 15);
    expect(anytimeTTest(0.2, 1e-18, 8)).toBeCloseTo(9 ** -3.5, 12);
  });
});
