import { describe, expect, it } from '@jest/globals';
import { checkMean, checkMeanOfRatios, checkRatioOfMeans } from './check-printed.ts';

describe('checks of printed numbers', () => {
  it('accept a mean that is rounded or truncated, and no other', () => {
    // (1 + 2 + 2) / 3 = 1.6667.
    expect(checkMean([1, 2, 2], 1.67, 2).agrees).toBe(true);
    expect(checkMean([1, 2, 2], 1.66, 2).agrees).toBe(true);
    expect(checkMean([1, 2, 2], 1.65, 2).agrees).toBe(false);
    expect(checkMean([1, 2, 2], 1.6, 1).agrees).toBe(true);
    expect(checkMean([1, 2, 2], 1.5, 1).agrees).toBe(false);
  });

  it('tell the mean of ratios from the ratio of means', () => {
    // The ratios 0.5 and 1 have the mean 75 %; the means 17.5 and 20 have the ratio 87.5 %.
    const share = { scores: [5, 30], dense: [10, 30], decimals: 1 };
    expect(checkMeanOfRatios({ ...share, printed: 75 }).agrees).toBe(true);
    expect(checkMeanOfRatios({ ...share, printed: 87.5 }).agrees).toBe(false);
    expect(checkRatioOfMeans({ mean: 17.5, dense: 20, meanDecimals: 1, printed: 87.5, decimals: 1 }).agrees).toBe(true);
  });

  it('accept what the digits of two means allow, and name that range', () => {
    // 0.575 / 0.705 = 81.6 % and 0.585 / 0.695 = 84.2 %.
    const share = { mean: 0.58, dense: 0.7, meanDecimals: 2, decimals: 1 };
    expect(checkRatioOfMeans({ ...share, printed: 82.5 })).toMatchObject({ agrees: true, check: expect.stringContaining('81.6 to 84.2') });
    expect(checkRatioOfMeans({ ...share, printed: 84.5 }).agrees).toBe(false);
    expect(checkRatioOfMeans({ ...share, printed: 81.3 }).agrees).toBe(false);
  });
});
