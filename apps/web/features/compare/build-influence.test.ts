import { describe, expect, it } from '@jest/globals';
import type { ComparedModelFactsFragment, ComparisonResultFragment } from '../../generated/graphql.ts';
import { buildInfluence, listCommonDepths, readProfile } from './build-influence.ts';
import type { CompareEntry } from './compare-entry.ts';

function modelOf(slug: string, means: readonly number[]): ComparisonResultFragment['models'][number] {
  const model: ComparedModelFactsFragment = {
    slug,
    name: slug,
    blockCount: means.length,
    parameterCount: 1000,
    family: { slug: 'made', name: 'Made' },
  };
  const points = means.map((mean, layerIndex) => ({
    layerIndex,
    relativeDepth: layerIndex / (means.length - 1),
    mean,
    standardError: 0.001,
  }));
  return { model, points, scoreRun: { recording: null } };
}

function familyOf(models: readonly ComparisonResultFragment['models'][number][]): CompareEntry {
  const members = models.map(({ model }) => model);
  return { kind: 'family', slug: 'made', label: 'Made (family)', members, leftOut: 0 };
}

function compare(entries: readonly CompareEntry[], models: ComparisonResultFragment['models']) {
  const result: ComparisonResultFragment = { metric: 'BLOCK_INFLUENCE', lane: 'made', lowestCount: 1, models, bins: [], agreements: [] };
  return buildInfluence(entries, result);
}

describe('the curve of a family', () => {
  const models = [modelOf('four', [0.74, 0.04, 0.02, 0.3]), modelOf('seven', [0.8, 0.1, 0.05, 0.04, 0.03, 0.02, 0.36])];
  const series = compare([familyOf(models)], models);
  const family = series.at(-1);

  it('has the first and the last block as points of their own, and others where the shallowest model has its blocks', () => {
    expect(family?.points.map(({ x }) => x)).toEqual([0, 1 / 3, 2 / 3, 1]);
    expect(family?.points[0]?.y).toBeCloseTo((0.74 + 0.8) / 2, 12);
    expect(family?.points[3]?.y).toBeCloseTo((0.3 + 0.36) / 2, 12);
    // Depth 1/3 of seven blocks is block 2.
    expect(family?.points[1]?.y).toBeCloseTo((0.04 + 0.05) / 2, 12);
  });

  it('has an interval of its mean that holds the spread between its models', () => {
    // statistics of 0.74 and 0.80: sd 0.0424264, t(1) 12.7062; 0.77 ± 12.7062 · 0.0424264 / √2.
    expect(family?.points[0]?.low).toBeCloseTo(0.77 - 0.381186, 5);
    expect(family?.points[0]?.high).toBeCloseTo(0.77 + 0.381186, 5);
  });

  it('is drawn over its models, each a thin line at its own blocks', () => {
    expect(series.map(({ name, isThin, points }) => [name, isThin ?? false, points.length])).toEqual([
      ['four (of Made (family))', true, 4],
      ['seven (of Made (family))', true, 7],
      ['Made (family)', false, 4],
    ]);
  });

  it('of one model has no interval: one model says nothing about the others', () => {
    const [one] = models;
    const alone = one ? compare([familyOf([one])], [one]).at(-1) : undefined;
    expect(alone?.points.map(({ low, high }) => [low, high])).toEqual([null, null, null, null].map(() => [null, null]));
  });
});

describe('readProfile', () => {
  it('never mixes an end of a deeper model with its neighbour', () => {
    const deep = modelOf('deep', [100, ...Array.from({ length: 28 }, () => 1), 100]).points;
    for (const count of [2, 3, 5, 17, 29]) {
      const values = listCommonDepths([count, 30]).map((depth) => readProfile(deep, depth));
      expect(values.map((value) => Number(value?.toFixed(9)))).toEqual([100, ...Array.from({ length: count - 2 }, () => 1), 100]);
    }
  });
});
