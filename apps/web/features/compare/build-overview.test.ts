import { describe, expect, it } from '@jest/globals';
import { buildOverview } from './build-overview.ts';
import type { CompareEntry } from './compare-entry.ts';
import type { DenseEvaluation, Retention } from './load-comparison.ts';

const modelOf = (slug: string) => ({ slug, name: slug, blockCount: 4, parameterCount: 1000, family: { slug: 'made', name: 'Made' } });
const entryOf = (kind: CompareEntry['kind'], slugs: readonly string[]): CompareEntry => ({
  kind,
  slug: slugs.join('-'),
  label: slugs.join(' '),
  familySlug: 'made',
  members: slugs.map(modelOf),
  leftOut: 0,
});
const accuracyOf = (slug: string, name: string, value: number, metric = 'acc'): DenseEvaluation => ({
  metric,
  value,
  standardError: 0.03,
  benchmark: { name, kind: 'MULTIPLE_CHOICE' },
  model: { slug },
  recording: null,
});
const rowOf = (slug: string) =>
  ({
    model: { slug },
    averageRetention: 0.9,
    cells: [],
    pruning: { efficiencies: { nodes: [] } },
  }) as unknown as Retention['nodes'][number];
const retention = (nodes: Retention['nodes']) => ({ nodes }) as Retention;

describe('the overview', () => {
  const dense = [
    accuracyOf('a', 'pairs', 0.8),
    accuracyOf('a', 'quarters', 0.5),
    accuracyOf('b', 'pairs', 0.6),
    accuracyOf('b', 'quarters', 0.4),
    accuracyOf('b', 'only-of-b', 0.9),
  ];

  it('averages the whole models over the benchmarks that they share, with the error of the mean', () => {
    const { rows, shared, benchmarks } = buildOverview([entryOf('model', ['a']), entryOf('model', ['b'])], retention([]), dense);
    expect({ shared, benchmarks }).toEqual({ shared: ['pairs', 'quarters'], benchmarks: ['only-of-b', 'pairs', 'quarters'] });
    expect(rows.map(({ denseAverage }) => denseAverage)).toEqual([expect.closeTo(0.65, 12), expect.closeTo(0.5, 12)]);
    // √(2 · 0.03²) / 2
    expect(rows[0]?.denseStandardError).toBeCloseTo(0.0212132, 7);
  });

  it('leaves unmeasured cells empty, and such a model does not change the averages of others', () => {
    const { rows, shared } = buildOverview([entryOf('model', ['a']), entryOf('model', ['later'])], retention([rowOf('a')]), dense);
    expect(shared).toEqual(['pairs', 'quarters']);
    expect(rows[1]).toMatchObject({ denseAverage: null, denseStandardError: null, pruned: null, speed: null });
    expect(rows[0]).toMatchObject({ pruned: { averageRetention: 0.9 }, speed: null });
  });

  it('has each model once, also if it stands beside its family', () => {
    const { rows } = buildOverview([entryOf('model', ['a']), entryOf('family', ['a', 'b'])], retention([]), dense);
    expect(rows.map(({ model }) => model.slug)).toEqual(['a', 'b']);
  });

  it('names the recording of the pruning, or of the whole model where none is evaluated', () => {
    const recording = { version: 'v', recordedAt: '2026-11-27T00:00:00Z', device: 'd', command: 'c' };
    const entries = [entryOf('model', ['a']), entryOf('model', ['b']), entryOf('model', ['later'])];
    const recorded = dense.map((one) => ({ ...one, recording }));
    const { rows } = buildOverview(entries, retention([{ ...rowOf('a'), recording: null }]), recorded);
    expect(rows.map((row) => row.recording)).toEqual([null, recording, null]);
  });

  it('reads the accuracy that the leaderboard reads, not each metric of a benchmark', () => {
    const both = [accuracyOf('a', 'pairs', 0.8), accuracyOf('a', 'pairs', 0.3, 'acc_norm')];
    const { rows } = buildOverview([entryOf('model', ['a'])], retention([]), both);
    expect(rows[0]?.denseAverage).toBe(0.8);
  });
});
