import { describe, expect, it } from '@jest/globals';
import { MACHINE_NUMBERS } from '../ui/numbers.ts';
import { listControl, listCurves } from './list-curves.ts';
import type { StrategyComparison } from './load-insight.ts';

type Result = StrategyComparison['steps'][number]['results'][number];

const result = (change: Partial<Result>): Result => ({
  strategy: 'BLOCK_INFLUENCE',
  chosenOn: 'novel',
  alsoChosenOn: [],
  draws: 1,
  protectFirst: false,
  protectLast: false,
  retention: 0.9,
  retentionStandardError: 0.01,
  value: null,
  verdict: 'BEATS_CONTROL',
  margin: 0.1,
  marginStandardError: 0.01,
  marginInterval: { low: 0.08, high: 0.12 },
  marginError: 'PAIRED',
  againstDefault: null,
  againstEqualBytes: null,
  holmP: 0.001,
  statement: 'It is beyond every draw on this text.',
  pruning: { removed: [3], removedAttention: [], removedMlp: [] },
  ...change,
});
const comparison = (results: readonly Result[]): StrategyComparison => ({
  lane: 'a',
  lanes: ['a'],
  metric: 'acc',
  benchmarks: ['x'],
  isHigherBetter: true,
  aboveChance: false,
  leftOutAboveChance: [],
  steps: [
    { removedCount: 1, removedBlockRatio: 0.1, control: null, equalBytes: null, results: [result({ verdict: 'NO_CONTROL' })] },
    {
      removedCount: 2,
      removedBlockRatio: 0.2,
      control: { draws: 5, low: 0.5, high: 0.7, mean: 0.6, standardDeviation: 0.1 },
      equalBytes: null,
      results: [...results],
    },
  ],
});

describe('listCurves', () => {
  it('joins the points of a strategy over removed blocks, with 95 % intervals', () => {
    const [curve] = listCurves(comparison([result({ retention: 0.8 })]), MACHINE_NUMBERS);
    expect(curve?.points.map(({ x, y }) => [x, y])).toEqual([
      [1, 0.9],
      [2, 0.8],
    ]);
    expect(curve?.points[1]?.low).toBeCloseTo(0.8 - 0.01959963984540054, 10);
  });

  it('draws no interval where no answer changed, and says so', () => {
    const [curve] = listCurves(comparison([result({ retention: 1, retentionStandardError: 0 })]), MACHINE_NUMBERS);
    expect(curve?.points[1]).toMatchObject({ y: 1, low: null, high: null });
    expect(curve?.points[1]?.detail).toContain('retention 1.000 (no answer changed)');
  });

  it('names the removed units of a point, halves of blocks too', () => {
    const pruning = { removed: [3], removedAttention: [1, 2], removedMlp: [] };
    const [curve] = listCurves(comparison([result({ pruning })]), MACHINE_NUMBERS);
    expect(curve?.points[1]?.detail).toMatch(/without 3, attention 1, 2$/);
  });

  it('tells what beats the control from what does not, and from what has none', () => {
    const [curve] = listCurves(comparison([result({ verdict: 'NOT_DISTINGUISHABLE' })]), MACHINE_NUMBERS);
    expect(curve?.points.map(({ beatsControl }) => beatsControl)).toEqual([null, false]);
  });

  it('draws prunings with protected ends as a line of their own, and strategies in one order', () => {
    const curves = listCurves(
      comparison([result({ strategy: 'REVERSE' }), result({ protectFirst: true, protectLast: true })]),
      MACHINE_NUMBERS,
    );
    expect(curves.map(({ label }) => label)).toEqual(['Block influence', 'Block influence, ends kept', 'Reverse (last first)']);
  });

  it('draws what a strategy chose on another text as a line of its own; a strategy of one text keeps its name and style', () => {
    const other = result({ chosenOn: 'articles', retention: 0.7 });
    const curves = listCurves(comparison([result({}), other, result({ strategy: 'GREEDY_LOSS' })]), MACHINE_NUMBERS);
    expect(curves.map(({ id, label, points }) => [id, label, points.map(({ x, y }) => [x, y])])).toEqual([
      ['block-influence/on-articles', 'Block influence, on articles', [[2, 0.7]]],
      [
        'block-influence/on-novel',
        'Block influence, on novel',
        [
          [1, 0.9],
          [2, 0.9],
        ],
      ],
      ['greedy-loss', 'Greedy loss', [[2, 0.9]]],
    ]);
    const [articles, novel] = curves;
    const [alone] = listCurves(comparison([]), MACHINE_NUMBERS);
    // The text of most results looks as the strategy does where there is one text.
    expect(novel?.style).toEqual(alone?.style);
    expect(articles?.style).toMatchObject({ color: alone?.style.color });
    expect(articles?.style.dash).not.toBe(alone?.style.dash);
  });

  it('says how many seeds a point averages, and which other text chose the same', () => {
    const search = result({ strategy: 'EVOLUTIONARY', draws: 3, pruning: null });
    const same = result({ alsoChosenOn: ['articles'] });
    const details = listCurves(comparison([search, same]), MACHINE_NUMBERS).map(({ points }) => points.at(-1)?.detail);
    expect(details[0]).toContain('\nchosen on articles too\n');
    expect(details[1]).toContain('\nmean of 3 seeds\n');
    expect(details[1]).not.toContain('chosen on');
  });
});

describe('listControl', () => {
  it('holds the range of the draws, where they were drawn', () => {
    expect(listControl(comparison([])).map(({ x, low, high }) => [x, low, high])).toEqual([[2, 0.5, 0.7]]);
  });
});
