import { describe, expect, it } from '@jest/globals';
import { studentT95 } from './student-t.ts';
import { Z_95 } from './z-95.ts';

/** scipy 1.17.1: `scipy.stats.t.ppf(0.975, df)`. */
const SCIPY: Readonly<Record<number, number>> = {
  1: 12.706204736174694,
  2: 4.302652729749462,
  3: 3.1824463052837078,
  4: 2.7764451051977934,
  5: 2.5705818356363146,
  9: 2.262157162798205,
  10: 2.228138851986274,
  30: 2.0422724563012378,
  1000: 1.9623390808264083,
};

describe('studentT95', () => {
  it('equals the percentiles of scipy, for odd and for even degrees of freedom', () => {
    for (const [freedom, expected] of Object.entries(SCIPY)) expect(studentT95(Number(freedom))).toBeCloseTo(expected, 9);
  });

  it('ends at the normal distribution', () => {
    expect(studentT95(Number.POSITIVE_INFINITY)).toBe(Z_95);
  });
});
