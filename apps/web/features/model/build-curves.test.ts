import { describe, expect, it } from '@jest/globals';
import { buildCurves, chooseCeiling } from './build-curves.ts';
import { averageOf, type PruningSummary } from './summarize-prunings.ts';

const pruning = (removedCount: number, value: number, standardError: number | null) =>
  ({ strategy: 'random-inner', removedCount, retention: { average: { value, standardError } } }) as unknown as PruningSummary;
/** What a search found, by the scores of a run. */
const searched = (value: number, [chosenOn, run, seed, createdAt]: readonly [string, string, number | null, string]) =>
  ({ ...pruning(2, value, 0.01), strategy: 'evolutionary', chosenOn, scoreRun: { id: run }, seed, createdAt }) as PruningSummary;
const average = (one: PruningSummary) => one.retention.average;

describe('buildCurves', () => {
  it('starts every curve at the dense model', () => {
    const [curve] = buildCurves([pruning(1, 0.9, 0.01)], 1, average);
    expect(curve?.points[0]).toEqual({ x: 0, y: 1, low: null, high: null });
    expect(curve?.points[1]?.low).toBeCloseTo(0.9 - 0.01959963984540054, 10);
  });

  it('draws no band of width 0 where nothing changed', () => {
    const [curve] = buildCurves([pruning(1, 1, 0)], 1, average);
    expect(curve?.points[1]).toEqual({ x: 1, y: 1, low: null, high: null });
  });

  it('draws the mean of several seeds with their range', () => {
    const [curve] = buildCurves([pruning(2, 0.5, 0.01), pruning(2, 0.7, 0.01)], 1, average);
    expect(curve?.points).toHaveLength(2);
    expect(curve?.points[1]).toEqual({ x: 2, y: 0.6, low: 0.5, high: 0.7 });
  });

  it('draws the choices of several texts apart, and the seeds of the newest run of each text alone', () => {
    const curves = buildCurves(
      [
        searched(0.1, ['novel', 'early', null, '2026-01-01T00:00:00.000Z']),
        searched(0.4, ['novel', 'late', null, '2026-01-03T00:00:00.000Z']),
        searched(0.6, ['novel', 'late', 1, '2026-01-03T00:00:00.000Z']),
        searched(0.9, ['articles', 'other', null, '2026-01-02T00:00:00.000Z']),
      ],
      1,
      average,
    );
    expect(curves.map(({ name, points }) => [name, points[1]])).toEqual([
      ['Evolutionary search, on articles', expect.objectContaining({ x: 2, y: 0.9 })],
      ['Evolutionary search, on novel (mean of 2 seeds, band: range)', { x: 2, y: 0.5, low: 0.4, high: 0.6 }],
    ]);
    expect(curves[0]?.style?.dash).not.toBe(curves[1]?.style?.dash);
  });

  it('leaves out a strategy without measured prunings', () => {
    expect(buildCurves([pruning(1, 0.9, null)], 1, () => null)).toEqual([]);
  });
});

describe('averageOf', () => {
  it('adds independent errors in squares', () => {
    const { value, standardError } = averageOf([
      { value: 0.8, standardError: 0.03 },
      { value: 1, standardError: 0.04 },
    ]);
    expect(value).toBeCloseTo(0.9, 12);
    expect(standardError).toBeCloseTo(0.025, 12);
  });

  it('has no error when one of them has none', () => {
    expect(averageOf([{ value: 1, standardError: null }]).standardError).toBeNull();
  });
});

describe('chooseCeiling', () => {
  const seriesOf = (values: readonly number[]) => [{ name: '', points: values.map((y, x) => ({ x, y, low: null, high: null })) }];

  it('leaves out ruined models, and shows three quarters of the points', () => {
    expect(chooseCeiling(seriesOf([2, 3, 4, 1e9]), 2)).toBe(20);
    expect(chooseCeiling(seriesOf([2, 50, 60, 1e9]), 2)).toBe(200);
  });

  it('is the highest value where none is ruined, with room above the whole model', () => {
    expect(chooseCeiling(seriesOf([2, 3]), 2)).toBe(20);
    expect(chooseCeiling(seriesOf([50, 60, 70, 80]), 2)).toBe(80);
    expect(chooseCeiling(seriesOf([]), 2)).toBe(20);
  });
});
