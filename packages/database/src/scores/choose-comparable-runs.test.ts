import { describe, expect, it } from '@jest/globals';
import { chooseComparableRuns, type RunChoice } from './choose-comparable-runs.ts';
import type { ComparableRun } from './comparable-runs.ts';

const run = (slug: string, key: string, facts: Partial<ComparableRun> = {}): ComparableRun => ({
  scoreRunKey: key,
  modelKey: slug,
  slug,
  blockCount: 4,
  protocol: 'cpu',
  comparability: { window: 256, revisionDigest: key },
  createdAt: new Date('2026-01-01'),
  isImported: false,
  place: 1,
  ...facts,
});
const choose = (candidates: readonly ComparableRun[], choice: Partial<RunChoice> = {}) =>
  chooseComparableRuns({ slugs: ['a', 'b'], existing: new Set(['a', 'b', 'c']), candidates, protocol: null, metric: 'm@1', ...choice }).map(
    ({ scoreRunKey }) => scoreRunKey,
  );

describe('runs that represent models in a comparison', () => {
  it('agree in every fact that is not of a single model, in the order of the models', () => {
    const short = { comparability: { window: 32, precision: 'float16' } };
    expect(choose([run('b', 'b-long'), run('a', 'a-short', short), run('a', 'a-long')])).toEqual(['a-long', 'b-long']);
    expect(choose([run('a', 'one', { comparability: { precision: 'x' } }), run('b', 'two', { comparability: {} })])).toEqual([
      'one',
      'two',
    ]);
  });

  it('are measured rather than imported, then canonical, then new', () => {
    const imported = [run('a', 'a1', { isImported: true, protocol: 'x' }), run('b', 'b1', { isImported: true, protocol: 'x' })];
    const former = [run('a', 'a2', { protocol: 'y', place: 2 }), run('b', 'b2', { protocol: 'y', place: 3 })];
    expect(choose([...imported, ...former])).toEqual(['a2', 'b2']);
    const canonical = [run('a', 'a3', { protocol: 'z' }), run('b', 'b3', { protocol: 'z', place: 2 })];
    expect(choose([...former, ...canonical])).toEqual(['a3', 'b3']);
    const later = { createdAt: new Date('2026-02-01') };
    const newer = [run('a', 'a4', { protocol: 'w', ...later }), run('b', 'b4', { protocol: 'w', place: 2, ...later })];
    expect(choose([...canonical, ...newer])).toEqual(['a4', 'b4']);
    expect(choose([...canonical, ...newer], { protocol: 'z' })).toEqual(['a3', 'b3']);
  });

  it('refuses unknown models, models without the metric, and differing facts by their names', () => {
    expect(() => choose([], { slugs: ['x', 'a'] })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', message: 'There is no model "x". Query `models` for the existing ones.' }),
    );
    expect(() => choose([run('a', '1')])).toThrow('"b" has no scores of m@1');
    expect(() => choose([run('a', '1'), run('b', '2', { comparability: { window: 32 } })])).toThrow(
      expect.objectContaining({ code: 'NOT_COMPARABLE', details: { field: 'window', models: ['a', 'b'], values: [256, 32] } }),
    );
    const [one, other] = ['a'.repeat(64), 'b'.repeat(64)];
    expect(() => choose([run('a', '1', { comparability: { ids: one } }), run('b', '2', { comparability: { ids: other } })])).toThrow(
      'ids differs: "aaaaaaaaaaaa…" for "a", "bbbbbbbbbbbb…" for "b"',
    );
    expect(() => choose([run('a', '1'), run('b', '2')], { protocol: 'gpu' })).toThrow(
      expect.objectContaining({ code: 'NOT_COMPARABLE', details: { field: 'lane', models: ['a'], values: ['cpu', 'gpu'] } }),
    );
  });
});
