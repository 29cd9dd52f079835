import { describe, expect, it } from '@jest/globals';
import { formatEstimate, formatInterval, toInterval } from './interval.ts';
import { numbers } from './numbers.ts';

const write = (value: number) => numbers.fixed(value, 3);

describe('intervals', () => {
  it('reach 1.96 standard errors to both sides, and need a standard error', () => {
    const interval = toInterval(0.9, 0.01);
    expect(interval?.low).toBeCloseTo(0.8804, 5);
    expect(interval?.high).toBeCloseTo(0.9196, 5);
    expect(toInterval(0.9, null)).toBeNull();
  });

  it('are written with a dash, and in words where a sign stands at an end', () => {
    expect(formatInterval({ low: 0.921, high: 0.948 }, write)).toBe('0.921–0.948');
    expect(formatInterval({ low: -0.104, high: 0.079 }, write)).toBe('−0.104 to 0.079');
  });

  it('stand in brackets in one line of text, with no more digits than the error leaves', () => {
    expect(formatEstimate(1.1, { low: 1.079, high: 1.121 })).toBe('1.10 [1.08, 1.12]');
    expect(formatEstimate(0.0411, { low: 0.0406, high: 0.0416 })).toBe('0.0411 [0.0406, 0.0416]');
    expect(formatEstimate(12_311, { low: 9_830, high: 14_800 })).toBe('12,000 [10,000, 15,000]');
    expect(formatEstimate(97.6, { low: 3.21, high: 1_324 })).toBe('98 [3.2, 1,300]');
    expect(formatEstimate(0.93512, null)).toBe('0.935');
    expect(formatEstimate(null, null)).toBe('–');
  });
});
