import { describe, expect, it } from '@jest/globals';
import type { DifferenceCell, RetentionRow } from './build-retention.ts';
import { findClear } from './find-clear.ts';

/** A difference so many standard errors of 0.01 away from 0. */
const cell = (z: number): DifferenceCell => ({ value: z / 100, low: (z - 1.959964) / 100, high: (z + 1.959964) / 100 });
const row = (differences: readonly DifferenceCell[], losses: readonly DifferenceCell[] = []): RetentionRow => ({
  benchmark: 'facts',
  retentions: new Map(),
  differences: new Map(differences.map((one, place) => [`${place}`, one])),
  losses: new Map(losses.map((one, place) => [`${place}`, one])),
});

// Two-sided p: z 2.2 = 0.0278, z 2.3 = 0.0214.
describe('findClear', () => {
  it('needs more of a difference that is one of several', () => {
    const close = cell(2.2);
    expect(findClear([row([close])])).toEqual(new Set([close]));
    // 2 · 0.0278 = 0.056, also where the second one is of another benchmark.
    expect(findClear([row([close, cell(0.1)])]).size).toBe(0);
    expect(findClear([row([close]), row([cell(0.1)])]).size).toBe(0);
    // 2 · 0.0214 = 0.043, below 0 as above it.
    expect(findClear([row([cell(-2.3), cell(0.1)])]).size).toBe(1);
  });

  it('corrects losses by themselves', () => {
    const close = cell(2.2);
    expect(findClear([row([close], [cell(0.1)])])).toEqual(new Set([close]));
  });

  it('marks nothing without an interval, and does not count it', () => {
    const close = cell(2.2);
    const unknown = { value: 0.5, low: null, high: null };
    const unchanged = { value: 0, low: 0, high: 0 };
    expect(findClear([row([close, unknown, unchanged])])).toEqual(new Set([close]));
  });
});
