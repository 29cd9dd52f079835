import { describe, expect, it } from '@jest/globals';
import { createNumbers } from '../ui/numbers.ts';
import { describeGain } from './describe-gain.ts';

const numbers = createNumbers('en');
const gain = (value: number, low: number, high: number) => ({
  ...{ value, confidenceInterval: { low, high }, holmP: 1, verdict: 'NOT_DISTINGUISHABLE' as const },
});

describe('describeGain', () => {
  it('writes no gain of 0 ± 0 where no answer differs from removal alone', () => {
    expect(describeGain(gain(0, 0, 0), numbers)).toBe('0.000 (no answer differs), cannot be told');
  });

  it('writes the interval of a gain, also around 0', () => {
    expect(describeGain(gain(0, -0.01, 0.01), numbers)).toBe('0.000 [−0.010, 0.010], cannot be told');
  });
});
