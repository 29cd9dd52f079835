import { describe, expect, it } from '@jest/globals';
import { createNumbers } from '../ui/numbers.ts';
import { type Difference, describeDifference, readMargin } from './describe-difference.ts';

const numbers = createNumbers('en');
const DIFFERENCE: Difference = {
  ...{ value: 0.12, standardError: 0.04, error: 'PAIRED', interval: { low: 0.0416, high: 0.1984 }, holmP: 0.01, verdict: 'BETTER' },
};
const MARGIN = {
  margin: 0.12,
  marginStandardError: 0.04,
  marginInterval: DIFFERENCE.interval,
  marginError: 'PAIRED',
  holmP: 0.01,
} as const;

describe('a difference between strategies', () => {
  it('is written with its interval and its verdict', () => {
    expect(describeDifference(DIFFERENCE, numbers)).toBe('0.120 [0.042, 0.198], better');
    expect(describeDifference(null, numbers)).toBe('–');
  });

  it('says that its error is not paired, and where no answer differs', () => {
    const independent = { ...DIFFERENCE, error: 'INDEPENDENT', verdict: 'NOT_DISTINGUISHABLE' } as const;
    expect(describeDifference(independent, numbers)).toBe('0.120 [0.042, 0.198], cannot be told (not paired)');
    const same = { ...DIFFERENCE, value: 0, interval: { low: 0, high: 0 }, verdict: 'NOT_DISTINGUISHABLE' } as const;
    expect(describeDifference(same, numbers)).toBe('0.000 (no answer differs), cannot be told');
  });

  it('from random removal is better only where the API says that it beats the control', () => {
    expect(readMargin({ ...MARGIN, verdict: 'BEATS_CONTROL' })).toEqual(DIFFERENCE);
    expect(readMargin({ ...MARGIN, verdict: 'NOT_DISTINGUISHABLE' })?.verdict).toBe('NOT_DISTINGUISHABLE');
    expect(readMargin({ ...MARGIN, verdict: 'NO_CONTROL', margin: null, holmP: null })).toBeNull();
  });
});
