import { describe, expect, it } from '@jest/globals';
import { describeVariant, type RepairFacts, type RepairRow, selectRepairs } from './list-repair-rows.ts';

type Result = RepairFacts['steps'][number]['results'][number];

const ALONE: Result = {
  ...{ strategies: ['BLOCK_INFLUENCE'], removed: [3], repair: 'NONE', calibration: null, calibrationDigest: null, setting: null },
  ...{ tokenRule: null, retention: 0.9, retentionStandardError: 0.01, perplexityRatio: 1.1, perplexityInterval: null },
  ...{ divergence: null, divergenceStandardError: null, changedAnswers: null, predictedErrors: null, measuredError: null, gain: null },
  ...{ perplexityChange: null, equalBytes: null },
  pruning: { repair: null },
};
const repaired = (change: Partial<Result>): Result => ({
  ...{ ...ALONE, repair: 'LINEAR', calibration: 'stories', calibrationDigest: 's1', setting: 'windows of 128 tokens', tokenRule: 'ALL' },
  ...change,
});
const facts = (...steps: readonly (readonly Result[])[]): RepairFacts => ({
  ...{ lane: 'a', benchmarks: ['x'], aboveChance: false, leftOutAboveChance: [], texts: ['t'] },
  steps: steps.map((results, place) => ({ removedCount: place + 1, control: null, results: [...results] })),
});
const shown = (rows: readonly RepairRow[]) =>
  rows.map(({ removedCount, repair, strategies, calibration }) => [removedCount, repair, strategies[0], calibration]);
const ANY = { strategy: null, text: null };

describe('selectRepairs', () => {
  const greedy = { strategies: ['GREEDY_LOSS' as const], removed: [5] };
  const comparison = facts(
    [
      ALONE,
      { ...ALONE, ...greedy },
      repaired({}),
      repaired(greedy),
      repaired({ ...greedy, calibration: 'articles', calibrationDigest: 'a1' }),
    ],
    [
      { ...ALONE, removed: [3, 4] },
      repaired({ removed: [3, 4] }),
      repaired({ removed: [3, 4], calibration: 'articles', calibrationDigest: 'a1' }),
      repaired({ removed: [3, 4], repair: 'SCALAR', calibration: 'articles', calibrationDigest: 'a1' }),
    ],
  );

  it('takes the strategy and the text that were measured at most counts, with the same removals alone', () => {
    const { strategy, text, rows } = selectRepairs(comparison, ANY);
    expect([strategy, text]).toEqual(['BLOCK_INFLUENCE', 'stories@s1']);
    expect(shown(rows)).toEqual([
      [1, 'NONE', 'BLOCK_INFLUENCE', null],
      [1, 'LINEAR', 'BLOCK_INFLUENCE', 'stories'],
      [2, 'NONE', 'BLOCK_INFLUENCE', null],
      [2, 'LINEAR', 'BLOCK_INFLUENCE', 'stories'],
    ]);
  });

  it('follows the choice, and offers the texts of the chosen strategy', () => {
    const { rows, strategies, texts } = selectRepairs(comparison, { strategy: 'GREEDY_LOSS', text: 'articles@a1' });
    expect(strategies).toEqual(['BLOCK_INFLUENCE', 'GREEDY_LOSS']);
    expect(texts).toEqual([
      { key: 'articles@a1', label: 'articles' },
      { key: 'stories@s1', label: 'stories' },
    ]);
    expect(shown(rows)).toEqual([
      [1, 'NONE', 'GREEDY_LOSS', null],
      [1, 'LINEAR', 'GREEDY_LOSS', 'articles'],
    ]);
  });

  it('has one text and one strategy, and one point a series and count, whatever is chosen', () => {
    for (const choice of [ANY, { strategy: 'GREEDY_LOSS' as const, text: null }, { strategy: null, text: 'articles@a1' }]) {
      const { rows } = selectRepairs(comparison, choice);
      const points = rows.filter(({ isDrawn }) => isDrawn).map(({ removedCount, repair }) => `${repair} ${removedCount}`);
      expect(new Set(points).size).toBe(points.length);
      expect(new Set(rows.flatMap(({ calibration }) => calibration ?? [])).size).toBe(1);
    }
  });

  it('falls back where the address names what was not measured', () => {
    expect(selectRepairs(comparison, { strategy: 'REVERSE', text: 'poems@p1' })).toMatchObject({
      strategy: 'BLOCK_INFLUENCE',
      text: 'stories@s1',
    });
  });

  it('shows a removal with every strategy that chose it', () => {
    const both = facts([repaired({ strategies: ['GREEDY_LOSS', 'BLOCK_INFLUENCE'] }), repaired({ ...greedy, strategies: ['REVERSE'] })]);
    for (const strategy of ['GREEDY_LOSS', 'BLOCK_INFLUENCE'] as const)
      expect(shown(selectRepairs(both, { strategy, text: null }).rows)).toEqual([[1, 'LINEAR', 'GREEDY_LOSS', 'stories']]);
  });

  it('shows what was chosen by repairing each step by itself, and without the removal alone where nobody measured it', () => {
    const [iterated, stepwise] = [{ strategies: ['ITERATE' as const] }, { strategies: ['ITERATE_REPAIR' as const], removed: [6] }];
    const both = facts([{ ...ALONE, ...iterated }, repaired(iterated), repaired(stepwise)]);
    const rowsOf = (strategy: 'ITERATE' | 'ITERATE_REPAIR') => shown(selectRepairs(both, { strategy, text: null }).rows);
    expect(rowsOf('ITERATE_REPAIR')).toEqual([[1, 'LINEAR', 'ITERATE_REPAIR', 'stories']]);
    expect(rowsOf('ITERATE')).toEqual([
      [1, 'NONE', 'ITERATE', null],
      [1, 'LINEAR', 'ITERATE', 'stories'],
    ]);
  });

  it('draws one set of layers where a strategy chose several of as many, and lists both', () => {
    const two = facts([repaired({}), repaired({ repair: 'SCALAR' }), repaired({ removed: [6] }), { ...ALONE, removed: [6] }]);
    expect(selectRepairs(two, ANY).rows.map(({ removed, isDrawn }) => [removed, isDrawn])).toEqual([
      [[3], true],
      [[3], true],
      [[6], false],
      [[6], false],
    ]);
  });

  it('tells two texts of one name apart by their digests', () => {
    const changed = facts([repaired({}), repaired({ calibrationDigest: 's2' })]);
    const { rows, texts } = selectRepairs(changed, { strategy: null, text: 'stories@s2' });
    expect(texts.map(({ label }) => label)).toEqual(['stories (s1)', 'stories (s2)']);
    expect(rows.map(({ calibrationDigest }) => calibrationDigest)).toEqual(['s2']);
  });

  it('has no rows where nothing was repaired', () => {
    expect(selectRepairs(facts([ALONE]), ANY)).toEqual({ ...ANY, strategies: [], texts: [], rows: [], controls: [] });
  });
});

describe('describeVariant', () => {
  it('names what differs between two repairs of one kind, and nothing else', () => {
    const { rows } = selectRepairs(
      facts([
        repaired({ repair: 'SCALAR' }),
        repaired({ repair: 'LOW_RANK', setting: 'rank 16' }),
        repaired({ repair: 'LOW_RANK', setting: 'rank 64' }),
        repaired({ tokenRule: 'NO_SINKS' }),
        repaired({}),
      ]),
      ANY,
    );
    expect(rows.map((row) => describeVariant(row, rows))).toEqual([null, 'rank 16', 'rank 64', 'tokens: without sinks', 'tokens: all']);
  });
});
