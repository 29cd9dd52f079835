import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentileOf } from '../statistics/percentile.ts';
import { listSpans } from './list-spans.ts';
import { meanMatrixOf } from './mean-matrix.ts';
import { MEASURE_IDS, MEASURES } from './measures.ts';

const { blockInfluence, relativeMagnitude, angularDistance, hiddenNorm, lossIncrease } = MEASURES;
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0);
const influence = (x: readonly number[], y: readonly number[]): number => blockInfluence.term(dot(x, x), dot(x, y), dot(y, y));

describe('MEASURES', () => {
  it('have ids with a version, each once', () => {
    for (const id of MEASURE_IDS) expect(id).toMatch(/^[a-z-]+@\d+$/);
    expect(new Set(MEASURE_IDS).size).toBe(MEASURE_IDS.length);
  });

  it('are means of their terms, null where nothing was counted', () => {
    for (const measure of Object.values(MEASURES)) {
      expect(measure.fromSums({ sum: 1, count: 4 })).toBe(0.25);
      expect(measure.fromSums({ sum: 0, count: 0 })).toBeNull();
    }
  });
});

// Computed by hand: small states whose quotients are exact in binary.
describe('block influence', () => {
  it('is one minus the cosine: 0 for one direction, 1 for a right angle, 2 for opposite directions', () => {
    expect([influence([3, 4], [6, 8]), influence([3, 0], [0, 2]), influence([3, 4], [-3, -4])]).toEqual([0, 1, 2]);
    expect(influence([3, 4], [5, 0])).toBe(0.4);
  });

  it('is exactly 0 for equal states, and undefined for a zero state', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: Math.fround(1e-3), max: 1e6, noNaN: true }), { minLength: 1 }), (x) => {
        expect(influence(x, x)).toBe(0);
      }),
    );
    expect(influence([0, 0], [1, 2])).toBeNaN();
  });
});

describe('relative magnitude, state norm and loss increase', () => {
  it('are quotients, lengths and differences', () => {
    expect(relativeMagnitude.term(0, 0, 16, 4)).toBe(0.5);
    expect(hiddenNorm.term(25)).toBe(5);
    expect(lossIncrease.term(5.5, 5)).toBe(0.5);
  });
});

describe('angular distance', () => {
  it('is the angle divided by π', () => {
    // Python 3.11: math.acos(c) / math.pi
    expect([1, 0, -1].map((cosine) => angularDistance.term(cosine))).toEqual([0, 0.5, 1]);
    expect(angularDistance.term(0.5)).toBeCloseTo(0.33333333333333337, 15);
    expect(angularDistance.term(0.9)).toBeCloseTo(0.14356629312870625, 15);
  });

  it('clamps what rounding pushed outside, and keeps NaN', () => {
    expect(angularDistance.term(1 + 1e-7)).toBe(0);
    expect(angularDistance.term(-1 - 1e-7)).toBe(1);
    expect(angularDistance.term(Number.NaN)).toBeNaN();
  });
});

describe('meanMatrixOf', () => {
  it('mirrors the upper triangle, and is null for pairs that were never counted', () => {
    const sums = Float64Array.of(2, 1, 0, 99, 2, 0.5, 99, 99, 2);
    const counts = Float64Array.of(2, 2, 0, 0, 2, 2, 0, 0, 2);
    expect(meanMatrixOf(sums, counts)).toEqual([
      [1, 0.5, null],
      [0.5, 1, 0.25],
      [null, 0.25, 1],
    ]);
  });
});

describe('percentileOf', () => {
  it('interpolates as numpy does', () => {
    // numpy.percentile([1, 2, 4, 8, 16], [0, 2.5, 50, 97.5, 100])
    const values = [0, 0.025, 0.5, 0.975, 1].map((share) => percentileOf([1, 2, 4, 8, 16], share));
    for (const [place, expected] of [1, 1.1, 4, 15.2, 16].entries()) expect(values[place]).toBeCloseTo(expected, 12);
  });
});

describe('listSpans', () => {
  it('lists every run from each block on, with one minus the cosine and the angle between its ends', () => {
    const cosine = [
      [1, 0.75, null],
      [0.75, 1, 0.5],
      [null, 0.5, 1],
    ];
    const angle = [
      [0, 0.25, 0.5],
      [0.25, 0, null],
      [0.5, null, 0],
    ];
    expect(listSpans(cosine, angle)).toEqual([
      { start: 0, length: 1, blockInfluence: 0.25, angularDistance: 0.25 },
      { start: 0, length: 2, blockInfluence: null, angularDistance: 0.5 },
      { start: 1, length: 1, blockInfluence: 0.5, angularDistance: null },
    ]);
  });
});
