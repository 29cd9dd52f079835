import { describe, expect, it } from '@jest/globals';
import { wilsonInterval } from './wilson-interval.ts';

describe('wilsonInterval', () => {
  // Python 3.11: the roots of (p - share)² = z² p (1 - p) / n in closed form
  it.each([
    [0, 10, 0, 0.2775327998628892],
    [3, 10, 0.10779126740630104, 0.6032218525388546],
    [50, 100, 0.4038315303659956, 0.5961684696340044],
    [10, 10, 0.7224672001371106, 1],
  ])('of %i of %i', (count, total, low, high) => {
    const interval = wilsonInterval(count, total);
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });
});
