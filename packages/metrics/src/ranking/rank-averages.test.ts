import { describe, expect, it } from '@jest/globals';
import { rankAverages } from './rank-averages.ts';

const row = (average: number | null, standardError: number | null = 0.01) => ({ average, standardError });

describe('rankAverages', () => {
  it('ranks the best first and leaves rows without an average unranked', () => {
    const rankings = rankAverages([row(0.5), row(null), row(0.9)]);
    expect(rankings.map(({ rank }) => rank)).toEqual([2, null, 1]);
  });

  it('gives rows without a significant difference one group and overlapping intervals', () => {
    const rankings = rankAverages([row(0.9), row(0.89), row(0.5)]);
    expect(rankings.map(({ tieGroup }) => tieGroup)).toEqual([1, 1, 2]);
    expect(rankings.map(({ rankInterval }) => rankInterval)).toEqual([
      { low: 1, high: 2 },
      { low: 1, high: 2 },
      { low: 3, high: 3 },
    ]);
  });

  it('rules nothing out without standard errors', () => {
    const rankings = rankAverages([row(0.9, null), row(0.1)]);
    expect(rankings.map(({ rankInterval }) => rankInterval)).toEqual([
      { low: 1, high: 2 },
      { low: 1, high: 2 },
    ]);
  });
});
