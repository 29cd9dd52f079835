import { describe, expect, it } from '@jest/globals';
import { compareModels } from './compare-models.ts';

const model = (slug: string, ...means: readonly (number | null)[]) => ({
  slug,
  points: means.map((mean, index) => ({ relativeDepth: index / (means.length - 1), mean })),
});

describe('compareModels', () => {
  it('compares models of different sizes in ranges of relative depth', () => {
    const { bins } = compareModels([model('four', 1, 3, 5, 7), model('two', 2, null)], { binCount: 2, lowestCount: 1 });
    expect(bins).toEqual([
      { low: 0, high: 0.5, cells: [cell('four', 2, 2), cell('two', 1, 2)] },
      { low: 0.5, high: 1, cells: [cell('four', 2, 6), cell('two', 0, null)] },
    ]);
  });

  it('compares every pair, and a model without the metric has no place in common', () => {
    const models = [model('a', 1, 2, 3), model('b', 3, 2, 1), { slug: 'none', points: [] }];
    const { agreements } = compareModels(models, { binCount: 2, lowestCount: 1 });
    expect(agreements.map(({ first, second, pointCount, spearman }) => [first, second, pointCount, spearman])).toEqual([
      ['a', 'b', 3, -1],
      ['a', 'none', 0, null],
      ['b', 'none', 0, null],
    ]);
  });
});

function cell(slug: string, count: number, mean: number | null) {
  return { slug, count, mean };
}
