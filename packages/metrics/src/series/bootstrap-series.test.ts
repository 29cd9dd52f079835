import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bootstrapSeries } from './bootstrap-series.ts';
import { summariseSeries } from './summarise-series.ts';

const UNITS = [
  { sum: [0.5, 0.55, 0.3], count: [10, 10, 10] },
  { sum: [1.0, 0.9, 0.45], count: [12, 12, 12] },
  { sum: [0.2, 0.3, 0], count: [8, 8, 0], undefinedCount: [0, 0, 8] },
  { sum: [0.7, 0.6, 0.6], count: [11, 11, 11] },
];

const unitsArbitrary = fc.integer({ min: 1, max: 5 }).chain((blocks) =>
  fc.array(
    fc.record({
      sum: fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: blocks, maxLength: blocks }),
      count: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: blocks, maxLength: blocks }),
    }),
    { minLength: 2, maxLength: 6 },
  ),
);

function expectClose(actual: readonly (number | null)[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(Math.abs((actual[index] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
}

// Golden values: the same resampling written in Python 3.11 (random.Random(seed), floor(random() * n)) with numpy's std(ddof=1) and
// percentile (method linear) over the draws.
describe('bootstrapSeries', () => {
  const result = bootstrapSeries(UNITS, { seed: 3, draws: 200 });

  it('gives the standard errors of an independent bootstrap', () => {
    expectClose(result.standardError, [0.01017862870436356, 0.006495937837201659, 0.006133425901794884], 1e-12);
    expectClose(bootstrapSeries(UNITS).standardError, [0.010493801933267752, 0.006763375409755229, 0.00626353283898157], 1e-12);
  });

  it('gives its 95 % percentile intervals', () => {
    expectClose(
      result.interval.map((interval) => interval?.low ?? null),
      [0.037142857142857144, 0.04285714285714286, 0.03],
      1e-12,
    );
    expectClose(
      result.interval.map((interval) => interval?.high ?? null),
      [0.07396739130434785, 0.0682325918762089, 0.05454545454545454],
      1e-12,
    );
  });

  it('gives its rank intervals and the shares of draws among the k lowest', () => {
    expect(result.rankInterval).toEqual([1, 1, 1].map((low) => ({ low, high: 3 })));
    expect(result.pLowest).toEqual([
      [0, 0, 0],
      [0.035, 0.025, 0.94],
      [0.415, 0.625, 0.96],
      [1, 1, 1],
    ]);
  });

  it('records the seed and the draws, and gives the same result for the same seed', () => {
    expect(bootstrapSeries(UNITS)).toMatchObject({ seed: 0, draws: 1000 });
    expect(bootstrapSeries(UNITS, { seed: 3, draws: 200 })).toEqual(result);
  });

  it('knows no spread of a single unit', () => {
    expect(bootstrapSeries([{ sum: [1, 2], count: [4, 4] }])).toEqual({
      seed: 0,
      draws: 1000,
      standardError: [null, null],
      interval: [null, null],
      rankInterval: [null, null],
      pLowest: [],
    });
  });

  it('knows no spread of a block that was never counted, and ranks it last', () => {
    const unit = { sum: [0, 2], count: [0, 4] };
    const { standardError, interval, rankInterval } = bootstrapSeries([unit, unit], { draws: 10 });
    expect(standardError).toEqual([null, 0]);
    expect(interval).toEqual([null, { low: 0.5, high: 0.5 }]);
    expect(rankInterval).toEqual([
      { low: 2, high: 2 },
      { low: 1, high: 1 },
    ]);
  });

  it('puts exactly k blocks among the k lowest, and each block in more often as k grows', () => {
    fc.assert(
      fc.property(unitsArbitrary, fc.nat(), (units, seed) => {
        const { pLowest } = bootstrapSeries(units, { seed, draws: 20 });
        for (const [k, shares] of pLowest.entries()) {
          expect(shares.reduce((total, share) => total + share, 0)).toBeCloseTo(k, 9);
          for (const [block, share] of shares.entries()) expect(share).toBeGreaterThanOrEqual(pLowest[k - 1]?.[block] ?? 0);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('finds no spread where all units are the same', () => {
    fc.assert(
      fc.property(unitsArbitrary, (units) => {
        const same = units.slice(0, 1).flatMap((unit) => [unit, unit, unit]);
        for (const error of bootstrapSeries(same, { draws: 10 }).standardError) expect(error).toBeCloseTo(0, 9);
      }),
      { numRuns: 20 },
    );
  });

  it.each([0, 1, 2.5, Number.NaN])('refuses %p draws', (draws) => {
    expect(() => bootstrapSeries(UNITS, { draws })).toThrow(/an integer ≥ 2/);
  });

  it('refuses a seed that is not an integer', () => {
    expect(() => bootstrapSeries(UNITS, { seed: 0.5 })).toThrow(/Seed 0.5/);
  });
});

describe('summariseSeries', () => {
  it('adds units up, takes the mean of sums, and reports the bootstrap standard error', () => {
    const series = summariseSeries(UNITS, { seed: 3, draws: 200 });
    expectClose(series.sum, [2.4, 2.35, 1.35], 1e-12);
    expect(series.count).toEqual([41, 41, 33]);
    expectClose(series.mean, [2.4 / 41, 2.35 / 41, 1.35 / 33], 1e-12);
    expect(series.undefinedCount).toEqual([0, 0, 8]);
    expect(series.standardError).toEqual(bootstrapSeries(UNITS, { seed: 3, draws: 200 }).standardError);
  });

  it('gives null, not zero, where nothing was counted', () => {
    expect(summariseSeries([{ sum: [0], count: [0] }])).toEqual({
      mean: [null],
      sum: [0],
      count: [0],
      standardError: [null],
      undefinedCount: [0],
    });
  });

  it('does not depend on how the units are grouped into the total', () => {
    fc.assert(
      fc.property(unitsArbitrary, (units) => {
        const forward = summariseSeries(units, { draws: 2 });
        const backward = summariseSeries(units.toReversed(), { draws: 2 });
        expect(backward.count).toEqual(forward.count);
        for (const [block, mean] of forward.mean.entries()) expect(backward.mean[block]).toBeCloseTo(mean ?? Number.NaN, 9);
      }),
    );
  });

  it('refuses no units', () => {
    expect(() => summariseSeries([])).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('0 resampling units') }),
    );
  });

  it('refuses units of different models', () => {
    expect(() => summariseSeries([...UNITS, { sum: [1], count: [1] }])).toThrow(/unit 4 has 1, 1, 3 entries/);
    expect(() => summariseSeries([{ sum: [1, 2], count: [1] }])).toThrow(/unit 0 has 2, 1, 2 entries/);
  });

  it.each([
    { sum: [Number.NaN], count: [1] },
    { sum: [1], count: [-1] },
    { sum: [1], count: [0.5] },
    { sum: [1], count: [1], undefinedCount: [-1] },
  ])('refuses numbers that are no sums and counts: %j', (unit) => {
    expect(() => summariseSeries([unit])).toThrow(/unit 0, block 0/);
  });
});
