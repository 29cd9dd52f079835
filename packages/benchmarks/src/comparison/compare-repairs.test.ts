import { describe, expect, it } from '@jest/globals';
import { STRATEGY } from '@lamina/plans';
import { compareRepairs, type EvaluatedRepair, listRepairPairs, type RepairCell } from './compare-repairs.ts';

const accuracy = (retention: number): RepairCell => ({
  ...{ benchmark: 'facts', kind: 'multiple-choice', metric: 'acc', value: 0.8 * retention, standardError: 0.02 },
  ...{ chance: 0.3, denseValue: 0.8, denseStandardError: 0.02 },
  ...{ retention, retentionStandardError: 0.01 },
});
const perplexity = (retention: number): RepairCell => ({
  ...{ benchmark: 'words', kind: 'perplexity', metric: 'word_perplexity', value: 10 * retention, standardError: null },
  ...{ chance: null, denseValue: 10, denseStandardError: null },
  ...{ retention, retentionStandardError: 0.1 * retention },
});
const divergence = (value: number): RepairCell => ({
  ...{ benchmark: 'words', kind: 'perplexity', metric: 'kl_divergence', value, standardError: 0.01 },
  ...{ chance: null, denseValue: null, denseStandardError: null },
  ...{ retention: null, retentionStandardError: null },
});
const ALONE: EvaluatedRepair = {
  ...{ key: 'alone', lane: 'made', strategy: STRATEGY.blockInfluence, seed: null, removed: [3, 4], repair: 'none' },
  ...{ calibration: null, tokenRule: null, predictedError: null, cells: [accuracy(0.7), perplexity(Math.E), divergence(0.5)] },
};
const FOLDED: EvaluatedRepair = {
  ...{ ...ALONE, key: 'folded', repair: 'linear-fold', calibration: 'a text', tokenRule: 'all', predictedError: 0.3 },
  cells: [accuracy(0.9), perplexity(Math.exp(0.25)), divergence(0.1)],
};
const SCALED: EvaluatedRepair = {
  ...FOLDED,
  key: 'scaled',
  repair: 'scalar',
  predictedError: 0.9,
  cells: [accuracy(0.71), perplexity(2)],
};
const draw = (seed: number): EvaluatedRepair => ({
  ...ALONE,
  key: `${seed}`,
  strategy: STRATEGY.randomInner,
  seed,
  removed: [1, seed + 2],
  cells: [accuracy(0.5 + seed / 100)],
});
const ALL = [SCALED, FOLDED, ALONE, ...[0, 1, 2, 3, 4].map(draw)];

describe('compareRepairs', () => {
  it('puts removal alone first, and each repair with what it was predicted to leave and what it leaves', () => {
    const { steps, benchmarks, texts } = compareRepairs(ALL, [], false);
    expect([benchmarks, texts]).toEqual([['facts'], ['words']]);
    const [step] = steps;
    expect(step).toMatchObject({ removedCount: 2, control: { draws: 5, mean: expect.closeTo(0.52, 12) } });
    expect(step?.results.map(({ repair }) => repair)).toEqual(['none', 'scalar', 'linear-fold']);
    // ln of the ratio is 1 for removal alone and a quarter with the fold.
    expect(step?.results[2]).toMatchObject({
      retention: 0.9,
      perplexityRatio: expect.closeTo(Math.exp(0.25), 12),
      perplexityInterval: { low: expect.closeTo(Math.exp(0.25 - 0.1959963984540054), 12), high: expect.any(Number) },
      divergence: 0.1,
      predictedError: 0.3,
      measuredError: expect.closeTo(0.25, 12),
    });
    expect(step?.results[0]).toMatchObject({ measuredError: null, gain: null });
  });

  it('takes chance out of retentions, and of nothing else', () => {
    const { steps, benchmarks, leftOutAboveChance } = compareRepairs(ALL, [], true);
    expect([benchmarks, leftOutAboveChance]).toEqual([['facts'], []]);
    // (0.7 · 0.8 − 0.3) / 0.5 = 0.52 alone, (0.9 · 0.8 − 0.3) / 0.5 = 0.84 with the fold; the draws' mean 0.52 becomes (0.416 − 0.3) / 0.5.
    expect(steps[0]?.results.map(({ retention }) => retention)).toEqual([
      expect.closeTo(0.52, 12),
      expect.closeTo(0.536, 12),
      expect.closeTo(0.84, 12),
    ]);
    expect(steps[0]?.results[2]).toMatchObject({
      retentionStandardError: expect.closeTo(0.016, 12),
      perplexityRatio: expect.closeTo(Math.exp(0.25), 12),
      measuredError: expect.closeTo(0.25, 12),
    });
    expect(steps[0]?.control).toMatchObject({ mean: expect.closeTo(0.232, 12) });
  });

  it('leaves a benchmark on which the dense model guesses out of the retention, but not out of the gain', () => {
    const guessed = ALL.map((record) => ({
      ...record,
      cells: [...record.cells, { ...accuracy(0.9), benchmark: 'riddles', denseValue: 0.31 }],
    }));
    const gain = (benchmark: string) => ({ key: 'folded', benchmark, difference: 0.2, standardError: 0.05 });
    const found = compareRepairs(guessed, [gain('facts'), gain('riddles')], true);
    expect(found).toMatchObject({ benchmarks: ['facts'], leftOutAboveChance: ['riddles'] });
    expect(found.steps[0]?.results[2]).toMatchObject({ retention: expect.closeTo(0.84, 12), gain: { verdict: 'better-on-this-text' } });
  });

  it('tells a gain from 0 only where the paired difference holds after the correction over all repairs', () => {
    expect(listRepairPairs(ALL)).toEqual([
      { key: 'scaled', aloneKey: 'alone' },
      { key: 'folded', aloneKey: 'alone' },
    ]);
    const gain = (key: string, difference: number) => ({ key, benchmark: 'facts', difference, standardError: 0.05 });
    const verdicts = (gains: ReturnType<typeof gain>[]) =>
      compareRepairs(ALL, gains, false).steps[0]?.results.map((result) => [result.repair, result.gain?.verdict ?? null]);
    // z = 2.2 has p = 0.028: enough alone, not among two claims.
    expect(verdicts([gain('folded', 0.11)])).toEqual([
      ['none', null],
      ['scalar', null],
      ['linear-fold', 'better-on-this-text'],
    ]);
    expect(verdicts([gain('folded', 0.11), gain('scaled', 0.01)])).toEqual([
      ['none', null],
      ['scalar', 'not-distinguishable'],
      ['linear-fold', 'not-distinguishable'],
    ]);
    expect(verdicts([gain('folded', -0.5), gain('scaled', 0)])?.[2]).toEqual(['linear-fold', 'worse-on-this-text']);
  });
});
