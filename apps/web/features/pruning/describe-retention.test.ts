import { describe, expect, it } from '@jest/globals';
import { createNumbers } from '../ui/numbers.ts';
import { describeRetention, getInterval, getStandardError } from './describe-retention.ts';

const numbers = createNumbers('en');

describe('a retention in words', () => {
  it('has its 95 % interval', () => {
    expect(describeRetention({ value: 0.935, standardError: 0.007 }, numbers)).toBe('0.935 [0.921, 0.949]');
  });

  it('above chance may be below 0, and so may its interval; a ratio may not', () => {
    const measured = { value: 0.01, standardError: 0.02 };
    expect(getInterval(measured)).toMatchObject({ low: 0 });
    expect(describeRetention({ ...measured, aboveChance: true }, numbers)).toBe('0.010 [−0.029, 0.049]');
  });

  it('of answers that all stayed the same is no certainty: it has neither an interval nor a standard error', () => {
    const unchanged = { value: 1, standardError: 0 };
    expect(describeRetention(unchanged, numbers)).toBe('1.000 (no answer changed)');
    expect(describeRetention({ value: 100, standardError: 0 }, numbers, 1)).toBe('100.0 (no answer changed)');
    expect([getInterval(unchanged), getStandardError(unchanged)]).toEqual([null, null]);
  });
});
