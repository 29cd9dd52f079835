import { describe, expect, it } from '@jest/globals';
import { rankByRetention } from './rank-by-retention.ts';

const row = (averageRetention: number | null, averageRetentionStandardError: number | null = 0.01) => ({
  averageRetention,
  averageRetentionStandardError,
});

describe('rankByRetention', () => {
  it('ranks the best first and leaves rows without an average unranked', () => {
    const rankings = rankByRetention([row(0.5), row(null), row(0.9)]);
    expect(rankings.map(({ rank }) => rank)).toEqual([2, null, 1]);
  });

  it('gives rows that cannot be told apart one group and overlapping intervals', () => {
    const rankings = rankByRetention([row(0.9), row(0.89), row(0.5)]);
    expect(rankings.map(({ tieGroup }) => tieGroup)).toEqual([1, 1, 2]);
    expect(rankings.map(({ rankInterval }) => rankInterval)).toEqual([
      { low: 1, high: 2 },
      { low: 1, high: 2 },
      { low: 3, high: 3 },
    ]);
  });

  it('rules nothing out without standard errors', () => {
    const rankings = rankByRetention([row(0.9, null), row(0.1)]);
    expect(rankings.map(({ rankInterval }) => rankInterval)).toEqual([
      { low: 1, high: 2 },
      { low: 1, high: 2 },
    ]);
  });
});
