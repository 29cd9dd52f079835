import { describe, expect, it } from '@jest/globals';
import { createLinearScale, createLogScale } from './scale.ts';

describe('createLinearScale', () => {
  it('widens the domain to round ticks that hold every value', () => {
    const scale = createLinearScale(0, 0.43);
    expect(scale.ticks).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(scale.toPercent(0.25)).toBeCloseTo(50, 10);
  });

  it('has a domain even when all values are equal', () => {
    const scale = createLinearScale(0, 0);
    expect(scale.domain[1]).toBeGreaterThan(scale.domain[0]);
  });
});

describe('createLogScale', () => {
  it('puts equal ratios at equal distances', () => {
    const scale = createLogScale(1, 100);
    expect(scale.toPercent(10)).toBeCloseTo(50, 10);
  });

  it('draws an interval that reaches below zero down to its foot', () => {
    expect(createLogScale(1, 100).toPercent(-0.1)).toBe(0);
  });

  it('keeps its ticks inside the domain', () => {
    const { ticks, domain } = createLogScale(6.2, 51);
    expect(ticks).toEqual([10, 20, 50]);
    expect(domain).toEqual([6.2, 51]);
  });
});
