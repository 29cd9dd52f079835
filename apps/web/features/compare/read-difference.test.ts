import { describe, expect, it } from '@jest/globals';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import { readDifference } from './read-difference.ts';

function makeStrip(blockCount: number, ranks: Readonly<Record<number, number>>): StripFactsFragment {
  const layers = Object.keys(ranks).map(Number);
  return {
    ...{
      slug: 'a',
      name: 'A',
      group: '',
      maker: null,
      parameterCount: null,
      kind: 'dense',
      blockCount,
      isMeasured: true,
      isVerified: false,
      source: null,
    },
    ...{ licence: null, method: '', metric: '', unitOfValue: '', text: null, layers, values: layers, ranks: Object.values(ranks) },
    ...{ order: [], leastDepth: 0, isCounted: true, reason: null },
  };
}

describe('the difference of two strips', () => {
  it('compares shares of ranks at equal depths', () => {
    // Blocks 0 and 1 of four lie in block 0 of two, and 2 and 3 in block 1.
    const { cells, correlation } = readDifference(makeStrip(4, { 0: 1, 1: 2, 2: 3, 3: 4 }), makeStrip(2, { 0: 1, 1: 2 }));
    expect(cells.map(({ depth }) => depth)).toEqual([0.125, 0.375, 0.625, 0.875]);
    const expected = [0, 1 / 3, 2 / 3 - 1, 0];
    for (const [place, { difference }] of cells.entries()) expect(difference).toBeCloseTo(Number(expected[place]), 12);
    // Ranks 1, 2, 3, 4 against 1.5, 1.5, 3.5, 3.5: 4 ÷ √(5 × 4).
    expect(correlation).toBeCloseTo(4 / Math.sqrt(20), 12);
  });

  it('has a gap where one model has no value', () => {
    const { cells } = readDifference(makeStrip(2, { 0: 1, 1: 2 }), makeStrip(4, { 0: 1, 2: 2, 3: 3 }));
    expect(cells.map(({ difference }) => difference === null)).toEqual([false, true, false, false]);
  });
});
