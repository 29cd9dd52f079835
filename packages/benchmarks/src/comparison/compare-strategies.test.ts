import { describe, expect, it } from '@jest/globals';
import { STRATEGY } from '@lamina/plans';
import { compareStrategies, type EvaluatedRemoval } from './compare-strategies.ts';

const removal = (count: number, retention: number, change: Partial<EvaluatedRemoval> = {}): EvaluatedRemoval => ({
  ...{ key: `${count} ${retention}`, strategy: STRATEGY.blockInfluence, seed: null, protectFirst: false, protectLast: false },
  ...{ removed: [], removedCount: count, removedRatio: count / 8, removedParameterRatio: count / 10 },
  cells: [{ benchmark: 'facts', metric: 'acc', value: retention, retention, retentionStandardError: 0.04 }],
  ...change,
});
// Mean 0.6, squares 0.02 over 4: standard error of the mean sqrt(0.005 / 5) = 0.0316.
const draws = (count: number): readonly EvaluatedRemoval[] =>
  [0.5, 0.6, 0.7, 0.6, 0.6].map((retention, seed) => removal(count, retention, { strategy: STRATEGY.randomInner, seed }));
const settings = { benchmarks: ['facts'], metric: 'acc', isHigherBetter: true };
const verdicts = (all: readonly EvaluatedRemoval[]) =>
  compareStrategies(all, settings).map(({ removedCount, results }) => [removedCount, ...results.map(({ verdict }) => verdict)]);

describe('compareStrategies', () => {
  // Margin 0.11, error sqrt(0.04² + 0.001) = 0.0510: z = 2.157, p = 0.031; twice that is above 0.05.
  it('corrects the verdicts of all counts together', () => {
    expect(verdicts([removal(1, 0.71), ...draws(1)])).toEqual([[1, 'beats-control']]);
    expect(verdicts([removal(1, 0.71), ...draws(1), removal(2, 0.71), ...draws(2)])).toEqual([
      [1, 'not-distinguishable'],
      [2, 'not-distinguishable'],
    ]);
  });

  it('does not count what has no control, and gives each strategy its own result', () => {
    const other = removal(1, 0.3, { strategy: STRATEGY.sequential });
    const [first, second] = compareStrategies([removal(1, 0.9), other, ...draws(1), removal(2, 0.71)], settings);
    expect(first?.results.map(({ strategy, verdict }) => [strategy, verdict])).toEqual([
      [STRATEGY.blockInfluence, 'beats-control'],
      [STRATEGY.sequential, 'worse-than-control'],
    ]);
    expect(second?.results).toMatchObject([{ verdict: 'no-control', holmP: null }]);
  });
});
