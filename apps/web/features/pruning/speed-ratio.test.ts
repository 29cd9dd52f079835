import { describe, expect, it } from '@jest/globals';
import { createNumbers } from '../ui/numbers.ts';
import { describeRatio, isShown } from './speed-ratio.ts';

const numbers = createNumbers('en');

describe('a ratio of speeds', () => {
  it('has its interval', () => {
    expect(describeRatio({ ratio: 1.313, interval: { low: 1.245, high: 1.385 } }, numbers)).toBe('1.31× [1.25×, 1.39×]');
  });

  it('is no verdict where its interval holds 1, or where there is none', () => {
    expect(describeRatio({ ratio: 0.85, interval: { low: 0.4, high: 1.8 } }, numbers)).toBe('0.85× [0.40×, 1.80×] (no difference shown)');
    expect([isShown({ ratio: 5.9, interval: null }), isShown({ ratio: 0.9, interval: { low: 0.85, high: 0.95 } })]).toEqual([false, true]);
    const none = { ratio: null, interval: null };
    expect([describeRatio(none, numbers), describeRatio(none, numbers, 'not measured')]).toEqual(['–', 'not measured']);
  });
});
