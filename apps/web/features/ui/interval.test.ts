import { describe, expect, it } from '@jest/globals';
import { formatEstimate, formatInterval, toInterval } from './interval.ts';
import { MACHINE_NUMBERS } from './numbers.ts';

const write = (value: number) => MACHINE_NUMBERS.fixed(value, 3);

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

  it('stand in brackets in one line of text', () => {
    expect(formatEstimate(0.935, { low: 0.921, high: 0.948 }, write)).toBe('0.935 [0.921, 0.948]');
    expect(formatEstimate(0.935, null, write)).toBe('0.935');
  });
});
