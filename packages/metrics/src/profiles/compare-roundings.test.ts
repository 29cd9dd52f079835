import { describe, expect, it } from '@jest/globals';
import { correlateRanks } from '../agreement/correlate-ranks.ts';
import { chooseRoundings, chooseRoundingType, compareRoundings, type RoundedLayer } from './compare-roundings.ts';

const rounded = (unit: string, layerIndex: number | null, divergence: number | null, more: Partial<RoundedLayer> = {}): RoundedLayer => ({
  ...{ unit, layerIndex, divergence, type: 'Q4_0', storedTypes: ['Q4_0'], text: 'austen' },
  ...more,
});

describe('correlateRanks', () => {
  it('has the percentile interval of draws of units, as Python gives it for the same draws', () => {
    // Python 3.11: a thousand times seven places int(7 · random()) of random.Random(0), Pearson's correlation of the ranks of each draw, and its percentiles.
    const found = correlateRanks([0.3, 0.1, 0.5, 0.2, 0.9, 0.4, 0.8], [2, 1, 4, 3, 6, 7, 5]);
    expect(found.correlation).toBeCloseTo(0.75, 12);
    expect(found.interval?.low).toBeCloseTo(-0.058823529411764705, 12);
    expect(found.interval?.high).toBeCloseTo(1, 12);
    expect(found.pointCount).toBe(7);
  });

  it('is the same for the same ranks, and has no interval for three units', () => {
    expect(correlateRanks([1, 2, 3, 4, 5], [10, 20, 30, 40, 50])).toEqual({ correlation: 1, interval: { low: 1, high: 1 }, pointCount: 5 });
    expect(correlateRanks([1, 2, 3], [1, 3, 2])).toEqual({ correlation: 0.5, interval: null, pointCount: 3 });
    expect(correlateRanks([1, 1, 1, 1], [1, 3, 2, 4]).correlation).toBeNull();
  });
});

describe('compareRoundings', () => {
  const scores = [0.4, 0.1, 0.2].map((mean, layerIndex) => ({ metric: 'attention-influence@1', layerIndex, mean }));

  it('compares units of one kind with the scores of the same units, and blocks by the sum of their parts', () => {
    const rows = [0.3, 0.1, 0.2].flatMap((divergence, layer) => [
      rounded('attention', layer, divergence),
      rounded('mlp', layer, 1 - 4 * divergence),
    ]);
    const blocks = [1, 2, 3].map((mean, layerIndex) => ({ metric: 'loss-increase@1', layerIndex, mean }));
    const found = compareRoundings([...rows, rounded('embedding', null, 9)], [...scores, ...blocks]);
    expect(found.map(({ unit, metric, correlation, layers }) => ({ unit, metric, correlation, layers }))).toEqual([
      // The sums are 0.1, 0.7 and 0.4.
      { unit: 'block', metric: 'loss-increase@1', correlation: 0.5, layers: [0, 1, 2] },
      { unit: 'attention', metric: 'attention-influence@1', correlation: 1, layers: [0, 1, 2] },
    ]);
    expect(found[1]).toMatchObject({ type: 'Q4_0', text: 'austen', divergences: [0.3, 0.1, 0.2], scores: [0.4, 0.1, 0.2], pointCount: 3 });
  });

  it('leaves out blocks without one of the values, and what fewer than two blocks have', () => {
    const rows = [rounded('attention', 0, 0.3), rounded('attention', 1, null), rounded('attention', 2, 0.2)];
    expect(compareRoundings(rows, scores).map(({ layers }) => layers)).toEqual([[0, 2]]);
    expect(compareRoundings(rows.slice(0, 2), scores)).toEqual([]);
  });
});

describe('the roundings that are shown', () => {
  it('are of the text with the most units, and of the coarsest type in which every matrix is stored', () => {
    const rows = [
      rounded('mlp', 0, 0.01, { type: 'Q8_0', storedTypes: ['Q8_0'] }),
      rounded('mlp', 0, 0.2),
      rounded('mlp', 0, 0.9, { type: 'Q2_K', storedTypes: ['Q4_0', 'Q2_K'] }),
      rounded('mlp', 0, 0.3, { text: 'a-text' }),
    ];
    const chosen = chooseRoundings(rows);
    expect(chosen.map(({ text }) => text)).toEqual(['austen', 'austen', 'austen']);
    expect(chooseRoundingType(chosen)).toBe('Q4_0');
    expect(chooseRoundingType(rows.slice(2, 3))).toBe('Q2_K');
    expect([chooseRoundings([]), chooseRoundingType([])]).toEqual([[], null]);
  });
});
