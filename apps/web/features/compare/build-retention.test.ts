import { describe, expect, it } from '@jest/globals';
import { AVERAGE, buildRetention } from './build-retention.ts';
import type { CompareEntry } from './compare-entry.ts';
import type { Retention } from './load-comparison.ts';

const rowOf = (slug: string, averageRetention: number) =>
  ({ model: { slug }, averageRetention, averageRetentionStandardError: 0.001, cells: [] }) as unknown as Retention['nodes'][number];

const familyOf = (slugs: readonly string[]): CompareEntry => ({
  kind: 'family',
  slug: 'made',
  label: 'Made (family)',
  familySlug: 'made',
  members: slugs.map((slug) => ({ slug, name: slug, blockCount: 4, parameterCount: 1000, family: { slug: 'made', name: 'Made' } })),
  leftOut: 0,
});

describe('the retention of a family', () => {
  const nodes = [rowOf('good', 0.9), rowOf('bad', 0.7)];
  const retention = { lane: 'made', lanes: [], benchmarks: [], aboveChance: false, leftOutAboveChance: [], nodes } as Retention;
  const averageOf = (slugs: readonly string[]) => {
    const [average] = buildRetention({ entries: [familyOf(slugs)], retention, differences: [], chances: {} });
    return { benchmark: average?.benchmark, ...average?.retentions.get('family:made') };
  };

  it('has an interval that includes the differences between its models, not only the errors of each', () => {
    // mean 0.8, sd 0.141421, t(1) = 12.7062: 0.8 ± 12.7062 · 0.1
    expect(averageOf(['good', 'bad'])).toMatchObject({
      benchmark: AVERAGE,
      value: expect.closeTo(0.8, 12),
      standardError: expect.closeTo(0.1, 12),
      interval: { low: expect.closeTo(-0.47062, 5), high: expect.closeTo(2.07062, 5) },
    });
  });

  it('of one measured model is that model’s', () => {
    expect(averageOf(['good', 'not-measured'])).toMatchObject({ value: 0.9, standardError: 0.001 });
  });
});

describe('the level of guessing', () => {
  const measured = (slug: string, pairs: number, quarters: number) =>
    ({
      ...rowOf(slug, 0.9),
      cells: [
        { benchmark: 'pairs', denseValue: pairs, retention: 0.9, retentionStandardError: 0.01 },
        { benchmark: 'quarters', denseValue: quarters, retention: 0.9, retentionStandardError: 0.01 },
      ],
    }) as unknown as Retention['nodes'][number];
  const nodes = [measured('weak', 0.625, 0.5), measured('strong', 1, 0.5)];
  const levelsOf = (slugs: readonly string[], aboveChance: boolean, chances: Readonly<Record<string, number>>) => {
    const retention = {
      lane: 'made',
      lanes: [],
      benchmarks: ['pairs', 'quarters'],
      aboveChance,
      leftOutAboveChance: [],
      nodes,
    } as Retention;
    const rows = buildRetention({ entries: [familyOf(slugs)], retention, differences: [], chances });
    return rows.map(({ benchmark, retentions }) => [benchmark, retentions.get('family:made')?.guessing]);
  };
  const CHANCES = { pairs: 0.5, quarters: 0.25 };

  it('is chance ÷ dense on each benchmark, and its mean over them', () => {
    expect(levelsOf(['weak'], false, CHANCES)).toEqual([
      [AVERAGE, expect.closeTo(0.65, 12)],
      ['pairs', 0.8],
      ['quarters', 0.5],
    ]);
  });

  it('of a family is the mean of its models', () => {
    expect(levelsOf(['weak', 'strong'], false, CHANCES)[1]).toEqual(['pairs', expect.closeTo(0.65, 12)]);
  });

  it('is missing where a chance level is not known, and above chance', () => {
    expect(levelsOf(['weak'], false, { pairs: 0.5 })).toEqual([
      [AVERAGE, null],
      ['pairs', 0.8],
      ['quarters', null],
    ]);
    expect(levelsOf(['weak'], true, CHANCES).map(([, level]) => level)).toEqual([null, null, null]);
  });
});
