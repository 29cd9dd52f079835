import { describe, expect, it } from '@jest/globals';
import { STRATEGY } from '@lamina/strategies';
import { compareRepairs, type EvaluatedRepair, listRepairPairs, type RepairCell } from './compare-repairs.ts';

const accuracy = (retention: number): RepairCell => ({
  ...{ benchmark: 'facts', kind: 'multiple-choice', metric: 'acc', value: 0.8 * retention, standardError: 0.02 },
  ...{ retention, retentionStandardError: 0.01 },
});
const perplexity = (retention: number): RepairCell => ({
  ...{ benchmark: 'words', kind: 'perplexity', metric: 'word_perplexity', value: 10 * retention, standardError: null },
  ...{ retention, retentionStandardError: 0.1 * retention },
});
const divergence = (value: number): RepairCell => ({
  ...{ benchmark: 'words', kind: 'perplexity', metric: 'kl_divergence', value, standardError: 0.01 },
  ...{ retention: null, retentionStandardError: null },
});
const ALONE: EvaluatedRepair = {
  ...{ key: 'alone', protocol: 'made', strategy: STRATEGY.blockInfluence, removed: [3, 4], repair: 'none' },
  ...{ setting: null, calibration: null, calibrationDigest: null, tokenRule: null },
  ...{ predictedError: null, predictedErrors: null },
  cells: [accuracy(0.7), perplexity(Math.E), divergence(0.5)],
};
const FOLDED: EvaluatedRepair = {
  ...{ ...ALONE, key: 'folded', repair: 'linear-fold', setting: { window: 128, windows: null, bos: 'auto' } },
  ...{ calibration: 'a text', calibrationDigest: 'digest of a text', tokenRule: 'all' },
  ...{ predictedError: 0.3, predictedErrors: { all: 0.3, noSinks: 0.4 } },
  cells: [accuracy(0.9), perplexity(Math.exp(0.25)), divergence(0.1)],
};
const SCALED: EvaluatedRepair = {
  ...FOLDED,
  key: 'scaled',
  repair: 'scalar',
  predictedError: 0.9,
  cells: [accuracy(0.71), perplexity(2)],
};
const CHOICE = { kind: 'multiple-choice' } as const;
const ALL = [SCALED, FOLDED, ALONE];

describe('compareRepairs', () => {
  it('puts removal alone first, and gives the predicted and the measured error of each repair', () => {
    const { steps, benchmarks, texts } = compareRepairs(ALL, []);
    expect([benchmarks, texts]).toEqual([['facts'], ['words']]);
    const [step] = steps;
    expect(step?.removedCount).toBe(2);
    expect(step?.results.map(({ repair }) => repair)).toEqual(['none', 'scalar', 'linear-fold']);
    // ln of the ratio is 1 for removal alone and a quarter with the fold.
    expect(step?.results[2]).toMatchObject({
      retention: 0.9,
      perplexityRatio: expect.closeTo(Math.exp(0.25), 12),
      perplexityInterval: { low: expect.closeTo(Math.exp(0.25 - 0.1959963984540054), 12), high: expect.any(Number) },
      divergence: 0.1,
      setting: 'windows of 128 tokens',
      predictedError: 0.3,
      predictedErrors: { all: 0.3, noSinks: 0.4 },
      measuredError: expect.closeTo(0.25, 12),
    });
    expect(step?.results[0]).toMatchObject({ measuredError: null, gain: null, perplexityChange: null });
  });

  it('averages over the benchmarks that all repaired removals share, and judges gains on these', () => {
    const more = (record: EvaluatedRepair): EvaluatedRepair => ({
      ...record,
      cells: [...record.cells, { ...accuracy(0.1), benchmark: 'riddles' }],
    });
    const gain = (key: string, benchmark: string) => ({ ...CHOICE, key, benchmark, difference: 0.2, standardError: 0.01 });
    const gains = [gain('scaled', 'facts'), gain('folded', 'facts'), gain('folded', 'riddles')];
    const { steps, benchmarks } = compareRepairs([SCALED, more(FOLDED), more(ALONE)], gains);
    expect(benchmarks).toEqual(['facts']);
    expect(steps[0]?.results.map(({ retention }) => retention)).toEqual([0.7, 0.71, 0.9]);
    expect(steps[0]?.results.map((result) => result.gain?.value)).toEqual([undefined, 0.2, 0.2]);
    expect(compareRepairs([more(FOLDED), more(ALONE)], []).benchmarks).toEqual(['facts', 'riddles']);
  });

  it('tells a gain from 0 only where the paired difference holds after the correction over all repairs', () => {
    expect(listRepairPairs(ALL)).toEqual([
      { key: 'scaled', aloneKey: 'alone' },
      { key: 'folded', aloneKey: 'alone' },
    ]);
    const gain = (key: string, difference: number) => ({ ...CHOICE, key, benchmark: 'facts', difference, standardError: 0.05 });
    const verdicts = (gains: ReturnType<typeof gain>[]) =>
      compareRepairs(ALL, gains).steps[0]?.results.map((result) => [result.repair, result.gain?.verdict ?? null]);
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

  it('gives differences of perplexity that all texts measure', () => {
    const change = { key: 'folded', benchmark: 'words', kind: 'perplexity' as const, difference: -0.75, standardError: 0.05 };
    const { steps } = compareRepairs(ALL, [change]);
    expect(steps[0]?.results[2]).toMatchObject({ gain: null, perplexityChange: { value: -0.75, verdict: 'better-on-this-text' } });
    const more = ALL.map((record) => ({ ...record, cells: [...record.cells, { ...perplexity(2), benchmark: 'stories' }] }));
    expect(compareRepairs(more, [change]).steps[0]?.results[2]?.perplexityChange).toBeNull();
  });

  it('keeps repairs apart that differ in rank, ridge, windows or text, and shows of equal ones the newest', () => {
    const low = (key: string, change: Partial<EvaluatedRepair>): EvaluatedRepair => ({ ...FOLDED, key, repair: 'low-rank', ...change });
    const others = [
      low('rank 16', { setting: { ...FOLDED.setting, rank: 16 } }),
      low('rank 64', { setting: { ...FOLDED.setting, rank: 64 } }),
      low('ridge', { setting: { ...FOLDED.setting, rank: 64, alpha: 0.1 } }),
      low('windows', { setting: { ...FOLDED.setting, rank: 64, window: 64 } }),
      low('first windows', { setting: { ...FOLDED.setting, rank: 64, windows: 16 } }),
      low('text', { setting: { ...FOLDED.setting, rank: 64 }, calibrationDigest: 'digest of the text before' }),
      low('older', { setting: { ...FOLDED.setting, rank: 64 } }),
    ];
    const [step] = compareRepairs([...others, ALONE], []).steps;
    expect(step?.results.map(({ key, setting }) => [key, setting])).toEqual([
      ['alone', null],
      ['rank 16', 'rank 16, windows of 128 tokens'],
      ['rank 64', 'rank 64, windows of 128 tokens'],
      ['ridge', 'rank 64, ridge 0.1, windows of 128 tokens'],
      ['windows', 'rank 64, windows of 64 tokens'],
      ['first windows', 'rank 64, windows of 128 tokens, the first 16'],
      ['text', 'rank 64, windows of 128 tokens'],
    ]);
  });

  it('shows a removal that several strategies chose once, with all of them', () => {
    const greedy = (record: EvaluatedRepair): EvaluatedRepair => ({
      ...record,
      key: `greedy ${record.key}`,
      strategy: STRATEGY.greedyLoss,
    });
    const [step] = compareRepairs([greedy(FOLDED), FOLDED, ALONE], []).steps;
    expect(step?.results.map(({ key, strategy, strategies }) => [key, strategy, strategies])).toEqual([
      ['alone', 'block-influence', ['block-influence']],
      ['greedy folded', 'greedy-loss', ['greedy-loss', 'block-influence']],
    ]);
  });
});
