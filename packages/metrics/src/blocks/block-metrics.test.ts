import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentileOf } from '../statistics/percentile.ts';
import { angularDistance } from './angular-distance.ts';
import { blockInfluenceOf, blockInfluenceSums } from './block-influence.ts';
import { hiddenNormOf } from './hidden-norm.ts';
import { listSpans } from './list-spans.ts';
import { meanMatrixOf } from './mean-matrix.ts';
import { relativeMagnitudeOf } from './relative-magnitude.ts';
import { spanBlockInfluence } from './span-block-influence.ts';

// By hand: small numbers whose quotients are exact in binary.
describe('blockInfluenceOf', () => {
  it('is one minus the mean cosine, null where nothing was counted', () => {
    expect(blockInfluenceOf([3, -2, 0, 4], [4, 2, 0, 4])).toEqual([0.25, 2, null, 0]);
  });

  it('reads typed arrays', () => {
    expect(blockInfluenceOf(Float64Array.of(1.5), Int32Array.of(2))).toEqual([0.25]);
  });

  it('is the stored sum over the count', () => {
    expect(blockInfluenceSums([3, -2, 0], [4, 2, 0])).toEqual([1, 4, 0]);
  });

  it('lies in 0..2 for any cosines', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }), (cosines) => {
        const [influence] = blockInfluenceOf([cosines.reduce((total, cosine) => total + cosine, 0)], [cosines.length]);
        expect(influence).toBeGreaterThanOrEqual(-1e-12);
        expect(influence).toBeLessThanOrEqual(2 + 1e-12);
      }),
    );
  });
});

describe('relativeMagnitudeOf and hiddenNormOf', () => {
  it('are means, null where nothing was counted', () => {
    expect(relativeMagnitudeOf([1, 0], [4, 0])).toEqual([0.25, null]);
    expect(hiddenNormOf([6, 0, 5], [4, 0, 1])).toEqual([1.5, null, 5]);
  });
});

describe('angularDistance', () => {
  it('is the angle as a share of a half turn', () => {
    // Python 3.11: math.acos(c) / math.pi
    expect([1, 0, -1].map(angularDistance)).toEqual([0, 0.5, 1]);
    expect(angularDistance(0.5)).toBeCloseTo(0.33333333333333337, 15);
    expect(angularDistance(0.9)).toBeCloseTo(0.14356629312870625, 15);
  });

  it('clamps what rounding pushed outside, and keeps NaN', () => {
    expect(angularDistance(1 + 1e-7)).toBe(0);
    expect(angularDistance(-1 - 1e-7)).toBe(1);
    expect(angularDistance(Number.NaN)).toBeNaN();
  });
});

describe('meanMatrixOf', () => {
  it('mirrors the upper triangle and knows nothing of pairs never counted', () => {
    const sum = [
      [2, 1, 0],
      [99, 2, 0.5],
      [99, 99, 2],
    ];
    const count = [
      [2, 2, 0],
      [0, 2, 2],
      [0, 0, 2],
    ];
    expect(meanMatrixOf(sum, count)).toEqual([
      [1, 0.5, null],
      [0.5, 1, 0.25],
      [null, 0.25, 1],
    ]);
  });
});

describe('spanBlockInfluence', () => {
  const matrix = [
    [1, 0.75, 0.5],
    [0.75, 1, null],
    [0.5, null, 1],
  ];

  it('is one minus the cosine across the run', () => {
    expect(spanBlockInfluence(matrix, 0, 1)).toBe(0.25);
    expect(spanBlockInfluence(matrix, 0, 2)).toBe(0.5);
    expect(spanBlockInfluence(matrix, 1, 1)).toBeNull();
  });

  it.each([
    [-1, 1],
    [0, 0],
    [0, 3],
    [1, 2],
    [0.5, 1],
  ])('refuses a run from block %p of length %p in a model of two blocks', (start, length) => {
    expect(() => spanBlockInfluence(matrix, start, length)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
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
  it('lists every run from each block on, with what lies between its ends', () => {
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
