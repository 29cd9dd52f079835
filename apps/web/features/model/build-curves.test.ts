import { describe, expect, it } from '@jest/globals';
import { buildCurves } from './build-curves.ts';
import { averageOf, type PruningSummary } from './summarize-prunings.ts';

const pruning = (removedCount: number, value: number, standardError: number | null) =>
  ({ strategy: 'random-inner', removedCount, retention: { average: { value, standardError } } }) as unknown as PruningSummary;
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
