import { describe, expect, it } from '@jest/globals';
import { createRemoval, NOTHING_REMOVED } from '@lamina/plans';
import { STRATEGY } from '@lamina/strategies';
import { compareStrategies, LOG_LOSSES, SCORES } from './compare-strategies.ts';
import type { EvaluatedRemoval } from './evaluated-removal.ts';
import type { ComparedResult, MeasuredRemoval } from './measured-removal.ts';

const measure = (
  pruning: EvaluatedRemoval,
  { result = 1, standardError = 0.01, degreesOfFreedom = Number.POSITIVE_INFINITY, value = result }: Partial<ComparedResult>,
): MeasuredRemoval => ({ pruning, result, standardError, degreesOfFreedom, value, terms: null });

const removal = (count: number, retention: number, change: Partial<EvaluatedRemoval> = {}): MeasuredRemoval =>
  measure(
    {
      key: `${count} ${retention}`,
      strategy: STRATEGY.blockInfluence,
      seed: null,
      protectFirst: false,
      protectLast: false,
      chosenOn: null,
      scoreRunKey: null,
      remove: NOTHING_REMOVED,
      removedCount: count,
      removedRatio: count / 8,
      ...change,
    },
    { result: retention, standardError: 0.04 },
  );
// Mean 0.6, squares 0.02 over 4: standard error of the mean sqrt(0.005 / 5) = 0.0316.
const draws = (count: number): readonly MeasuredRemoval[] =>
  [0.5, 0.6, 0.7, 0.6, 0.6].map((retention, seed) => removal(count, retention, { strategy: STRATEGY.randomInner, seed }));
const verdicts = (all: readonly MeasuredRemoval[]) =>
  compareStrategies(all, SCORES).map(({ removedCount, results }) => [removedCount, ...results.map(({ verdict }) => verdict)]);

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
    const [first, second] = compareStrategies([removal(1, 0.9), other, ...draws(1), removal(2, 0.71)], SCORES);
    expect(first?.results.map(({ strategy, verdict }) => [strategy, verdict])).toEqual([
      [STRATEGY.blockInfluence, 'beats-control'],
      [STRATEGY.sequential, 'worse-than-control'],
    ]);
    expect(second?.results).toMatchObject([{ verdict: 'no-control', holmP: null }]);
  });
});

function removalBy(key: string, strategy: string, retention: number, more: Partial<EvaluatedRemoval> = {}): MeasuredRemoval {
  const choice = { seed: null, chosenOn: null, scoreRunKey: null, protectFirst: false, protectLast: false };
  const facts = { ...choice, remove: createRemoval({ blocks: [1, 2] }), removedCount: 2 };
  return measure({ key, strategy, ...facts, removedRatio: 0.25, ...more }, { result: retention, value: retention / 2 });
}

describe('strategies at one number of removed blocks', () => {
  it('have one row for a search with several seeds: the mean, with its standard error over the seeds and over the documents', () => {
    const seeds = [0.7, 0.8, 0.9].map((retention, place) =>
      removalBy(`seed-${place}`, STRATEGY.evolutionary, retention, { seed: place === 0 ? null : place }),
    );
    const [step] = compareStrategies([...seeds, removalBy('influence', STRATEGY.blockInfluence, 0.85)], SCORES);
    expect(step?.results).toMatchObject([
      { strategy: 'block-influence', key: 'influence', draws: 1, retention: 0.85, retentionStandardError: 0.01 },
      // √(((0.1)² + 0 + (0.1)²) / 2 / 3)
      { strategy: 'evolutionary', key: null, removed: null, draws: 3, retention: expect.closeTo(0.8, 12) },
    ]);
    expect(step?.results[1]?.retentionStandardError).toBeCloseTo(Math.hypot(Math.sqrt(0.01 / 3), 0.01), 12);
  });

  it('keep a search of one seed, and another protection of the same search, by themselves', () => {
    const searches = [
      removalBy('free', STRATEGY.evolutionary, 0.9),
      removalBy('protected', STRATEGY.evolutionary, 0.8, { protectLast: true, remove: createRemoval({ blocks: [0, 1] }) }),
    ];
    expect(compareStrategies(searches, SCORES)[0]?.results).toMatchObject([
      { key: 'free', draws: 1 },
      { key: 'protected', draws: 1 },
    ]);
  });

  it('keep an iterative removal that was repaired afterwards apart from one that repaired each step, also where both chose the same blocks', () => {
    const both = [removalBy('afterwards', STRATEGY.iterate, 0.8), removalBy('each-step', STRATEGY.iterateRepair, 0.9)];
    expect(compareStrategies(both, SCORES)[0]?.results).toMatchObject([
      { key: 'each-step', strategy: 'iterate-repair', draws: 1, retention: 0.9 },
      { key: 'afterwards', strategy: 'iterate', draws: 1, retention: 0.8 },
    ]);
  });

  it('keep sets that a user named apart, also if they differ in sublayers only', () => {
    const named = [
      removalBy('one', STRATEGY.explicit, 0.9, { remove: createRemoval({ attention: [1, 2] }) }),
      removalBy('other', STRATEGY.explicit, 0.8, { remove: createRemoval({ attention: [3, 4] }) }),
    ];
    expect(compareStrategies(named, SCORES)[0]?.results.map(({ key }) => key)).toEqual(['one', 'other']);
  });
});

describe('what a strategy chose on several texts', () => {
  const on = (text: string, more: Partial<EvaluatedRemoval> = {}) => ({ chosenOn: text, scoreRunKey: `run of ${text}`, ...more });

  it('are results of their own, and say where another text chose the same units', () => {
    const all = [
      removalBy('a', STRATEGY.greedyLoss, 0.9, on('novel', { remove: createRemoval({ blocks: [1, 2] }) })),
      removalBy('b', STRATEGY.greedyLoss, 0.8, on('articles', { remove: createRemoval({ blocks: [3, 4] }) })),
      removalBy('c', STRATEGY.greedyLoss, 0.7, on('letters', { remove: createRemoval({ blocks: [3, 4] }) })),
      // The same units by another strategy, or with another protection, are another choice.
      removalBy('d', STRATEGY.iterate, 0.6, on('novel', { remove: createRemoval({ blocks: [3, 4] }) })),
      removalBy('e', STRATEGY.greedyLoss, 0.5, on('novel', { remove: createRemoval({ blocks: [3, 4] }), protectFirst: true })),
    ];
    expect(compareStrategies(all, SCORES)[0]?.results.map(({ key, chosenOn, alsoChosenOn }) => [key, chosenOn, alsoChosenOn])).toEqual([
      ['a', 'novel', []],
      ['b', 'articles', ['letters']],
      ['c', 'letters', ['articles']],
      ['d', 'novel', []],
      ['e', 'novel', []],
    ]);
  });

  it('take their seeds from one run: that of the newest removal', () => {
    const search = (key: string, retention: number, seed: number | null, run: string) =>
      removalBy(key, STRATEGY.evolutionary, retention, on('novel', { seed, scoreRunKey: run }));
    const newest = [
      search('third', 0.7, 2, 'second run'),
      search('second', 0.8, 1, 'second run'),
      search('first', 0.9, null, 'second run'),
    ];
    const earlier = [search('old fourth', 0.1, 3, 'first run'), search('old first', 0.2, null, 'first run')];
    const other = removalBy('other', STRATEGY.evolutionary, 0.3, on('articles'));
    expect(compareStrategies([...newest, ...earlier, other], SCORES)[0]?.results).toMatchObject([
      { chosenOn: 'novel', draws: 3, retention: expect.closeTo(0.8, 12), removed: null, alsoChosenOn: [] },
      { chosenOn: 'articles', draws: 1, retention: 0.3 },
    ]);
    // The newest run alone counts, also where it has fewer seeds.
    expect(compareStrategies([...earlier, ...newest], SCORES)[0]?.results).toMatchObject([
      { draws: 2, retention: expect.closeTo(0.15, 12) },
    ]);
  });

  it('are compared with block influence on their own text; what read no text, and a text without it, with that of most removals', () => {
    const all = [
      removalBy('influence a', STRATEGY.blockInfluence, 0.5, on('articles')),
      removalBy('influence n', STRATEGY.blockInfluence, 0.7, on('novel')),
      removalBy('greedy a', STRATEGY.greedyLoss, 0.8, on('articles')),
      removalBy('greedy n', STRATEGY.greedyLoss, 0.8, on('novel')),
      removalBy('magnitude n', STRATEGY.relativeMagnitude, 0.8, on('novel')),
      removalBy('greedy l', STRATEGY.greedyLoss, 0.8, on('letters')),
      removalBy('last', STRATEGY.reverse, 0.8),
    ];
    const [step] = compareStrategies(all, SCORES);
    const differences = new Map(step?.results.map(({ key, againstDefault }) => [key, againstDefault?.value ?? null]));
    expect(Object.fromEntries(differences)).toEqual({
      ...{ 'influence a': null, 'influence n': null },
      ...{ 'greedy a': expect.closeTo(0.3, 12), 'greedy n': expect.closeTo(0.1, 12), 'magnitude n': expect.closeTo(0.1, 12) },
      ...{ 'greedy l': expect.closeTo(0.1, 12), last: expect.closeTo(0.1, 12) },
    });
  });

  it('have one control, and are one family of claims', () => {
    // One margin of 0.11 holds alone, two do not: the first test of this file.
    const both = ['articles', 'novel'].map((text) => removal(1, 0.71, on(text)));
    expect(verdicts([...both, ...draws(1)])).toEqual([[1, 'not-distinguishable', 'not-distinguishable']]);
  });
});

describe('losses on a text', () => {
  const factor = (key: string, strategy: string, ratio: number, more: Partial<EvaluatedRemoval> = {}) => {
    const { pruning } = removalBy(key, strategy, 1, more);
    return measure(pruning, { result: Math.log(ratio), standardError: 0.1, degreesOfFreedom: 15, value: null });
  };
  const drawn = [4, 10, 60, 300, 900].map((ratio, seed) => factor(`draw ${seed}`, STRATEGY.randomInner, ratio, { seed }));

  it('are averaged and tested on the logarithm, and shown as factors whose intervals hold no 0', () => {
    const [step] = compareStrategies([factor('influence', STRATEGY.blockInfluence, 2.5), ...drawn], LOG_LOSSES);
    // Python: exp(mean(log([4, 10, 60, 300, 900]))); t = scipy.stats.t.ppf(0.975, 4); exp(m − log 2.5 ± t · hypot(0.1, std(ddof=1) / sqrt(5))).
    expect(step?.control).toMatchObject({
      draws: 5,
      mean: expect.closeTo(57.85155, 4),
      low: expect.closeTo(4, 9),
      high: expect.closeTo(900, 6),
    });
    const [influence] = step?.results ?? [];
    expect(influence).toMatchObject({ retention: expect.closeTo(2.5, 12), margin: expect.closeTo(23.14062, 4), verdict: 'beats-control' });
    expect(influence?.marginInterval?.low).toBeCloseTo(1.37662, 4);
    expect(influence?.retentionInterval?.low).toBeCloseTo(2.5 * Math.exp(-2.13144954556 * 0.1), 6);
  });

  it('say how many times more perplexity the reference has', () => {
    const all = [factor('influence', STRATEGY.blockInfluence, 6), factor('greedy', STRATEGY.greedyLoss, 3)];
    const [best] = compareStrategies(all, LOG_LOSSES)[0]?.results ?? [];
    expect(best?.againstDefault).toMatchObject({ value: expect.closeTo(2, 12), verdict: 'better' });
    // 0.1 · √2 of two independent results, t with 15 degrees of freedom.
    expect(best?.againstDefault?.confidenceInterval.low).toBeCloseTo(2 * Math.exp(-2.13144954556 * Math.SQRT2 * 0.1), 6);
  });
});
