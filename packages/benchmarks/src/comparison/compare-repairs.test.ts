import { describe, expect, it } from '@jest/globals';
import { STRATEGY } from '@lamina/strategies';
import { compareRepairs, type EvaluatedRepair, listRepairPairs, type RepairCell } from './compare-repairs.ts';

const accuracy = (retention: number, changedAnswers: number | null = null): RepairCell => ({
  ...{ benchmark: 'facts', kind: 'multiple-choice', metric: 'acc', value: 0.8 * retention, standardError: 0.02 },
  ...{ chance: 0.3, denseValue: 0.8, denseStandardError: 0.02, changedAnswers },
  ...{ retention, retentionStandardError: 0.01 },
});
const perplexity = (retention: number): RepairCell => ({
  ...{ benchmark: 'words', kind: 'perplexity', metric: 'word_perplexity', value: 10 * retention, standardError: null },
  ...{ chance: null, denseValue: 10, denseStandardError: null, changedAnswers: null },
  ...{ retention, retentionStandardError: 0.1 * retention },
});
const divergence = (value: number): RepairCell => ({
  ...{ benchmark: 'words', kind: 'perplexity', metric: 'kl_divergence', value, standardError: 0.01 },
  ...{ chance: null, denseValue: null, denseStandardError: null, changedAnswers: null },
  ...{ retention: null, retentionStandardError: null },
});
const ALONE: EvaluatedRepair = {
  ...{ key: 'alone', protocol: 'made', strategy: STRATEGY.blockInfluence, seed: null, removed: [3, 4], repair: 'none' },
  ...{ removedParameterRatio: 0.2, setting: null, calibration: null, calibrationDigest: null, tokenRule: null },
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
const draw = (seed: number): EvaluatedRepair => ({
  ...ALONE,
  key: `${seed}`,
  strategy: STRATEGY.randomInner,
  seed,
  removed: [1, seed + 2],
  cells: [accuracy(0.5 + seed / 100), perplexity(3 + seed)],
});
const CHOICE = { kind: 'multiple-choice' } as const;
const RAW = { gains: [], aboveChance: false, quantized: [] };
const ALL = [SCALED, FOLDED, ALONE, ...[0, 1, 2, 3, 4].map(draw)];

describe('compareRepairs', () => {
  it('puts removal alone first, and gives the predicted and the measured error of each repair', () => {
    const { steps, benchmarks, texts } = compareRepairs(ALL, RAW);
    expect([benchmarks, texts]).toEqual([['facts'], ['words']]);
    const [step] = steps;
    expect(step).toMatchObject({ removedCount: 2, control: { draws: 5, mean: expect.closeTo(0.52, 12) } });
    expect(step?.perplexityControl).toMatchObject({
      draws: 5,
      mean: expect.closeTo(5, 12),
      low: expect.closeTo(3, 12),
      high: expect.closeTo(7, 12),
    });
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
    const { steps, benchmarks } = compareRepairs([SCALED, more(FOLDED), more(ALONE)], { ...RAW, gains });
    expect(benchmarks).toEqual(['facts']);
    expect(steps[0]?.results.map(({ retention }) => retention)).toEqual([0.7, 0.71, 0.9]);
    expect(steps[0]?.results.map((result) => result.gain?.value)).toEqual([undefined, 0.2, 0.2]);
    expect(compareRepairs([more(FOLDED), more(ALONE)], RAW).benchmarks).toEqual(['facts', 'riddles']);
  });

  it('averages the shares of changed answers over the same benchmarks, with or without chance', () => {
    const riddles = (changed: number | null) => ({ ...accuracy(0.9, changed), benchmark: 'riddles', denseValue: 0.31 });
    const withCells = (record: EvaluatedRepair, ...cells: RepairCell[]): EvaluatedRepair => ({ ...record, cells });
    const all = [
      withCells(FOLDED, accuracy(0.9, 0.1), riddles(0.3), perplexity(2)),
      withCells(SCALED, accuracy(0.7, 0.1), riddles(null)),
      withCells(ALONE, accuracy(0.7, 0.2), riddles(0.5), { ...riddles(0.9), benchmark: 'only here' }),
    ];
    for (const aboveChance of [false, true]) {
      const [step] = compareRepairs(all, { ...RAW, aboveChance }).steps;
      expect(step?.results.map(({ repair, changedAnswers }) => [repair, changedAnswers])).toEqual([
        ['none', expect.closeTo(0.35, 12)],
        ['scalar', null],
        ['linear-fold', expect.closeTo(0.2, 12)],
      ]);
    }
  });

  it('takes chance out of retentions, and of nothing else', () => {
    const { steps, benchmarks, leftOutAboveChance } = compareRepairs(ALL, { ...RAW, aboveChance: true });
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
    const gain = (benchmark: string) => ({ ...CHOICE, key: 'folded', benchmark, difference: 0.2, standardError: 0.05 });
    const found = compareRepairs(guessed, { ...RAW, gains: [gain('facts'), gain('riddles')], aboveChance: true });
    expect(found).toMatchObject({ benchmarks: ['facts'], leftOutAboveChance: ['riddles'] });
    expect(found.steps[0]?.results[2]).toMatchObject({ retention: expect.closeTo(0.84, 12), gain: { verdict: 'better-on-this-text' } });
  });

  it('tells a gain from 0 only where the paired difference holds after the correction over all repairs', () => {
    expect(listRepairPairs(ALL)).toEqual([
      { key: 'scaled', aloneKey: 'alone' },
      { key: 'folded', aloneKey: 'alone' },
    ]);
    const gain = (key: string, difference: number) => ({ ...CHOICE, key, benchmark: 'facts', difference, standardError: 0.05 });
    const verdicts = (gains: ReturnType<typeof gain>[]) =>
      compareRepairs(ALL, { ...RAW, gains }).steps[0]?.results.map((result) => [result.repair, result.gain?.verdict ?? null]);
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
    const { steps } = compareRepairs(ALL, { ...RAW, gains: [change] });
    expect(steps[0]?.results[2]).toMatchObject({ gain: null, perplexityChange: { value: -0.75, verdict: 'better-on-this-text' } });
    const more = ALL.map((record) => ({ ...record, cells: [...record.cells, { ...perplexity(2), benchmark: 'stories' }] }));
    expect(compareRepairs(more, { ...RAW, gains: [change] }).steps[0]?.results[2]?.perplexityChange).toBeNull();
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
    const [step] = compareRepairs([...others, ALONE], RAW).steps;
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
    const [step] = compareRepairs([greedy(FOLDED), FOLDED, ALONE], RAW).steps;
    expect(step?.results.map(({ key, strategy, strategies }) => [key, strategy, strategies])).toEqual([
      ['alone', 'block-influence', ['block-influence']],
      ['greedy folded', 'greedy-loss', ['greedy-loss', 'block-influence']],
    ]);
  });

  it('sets beside each model the largest quantized form with no more bytes, which counts the weights that a repair adds', () => {
    const form = (precision: string, bytesRatio: number, retention: number) => ({
      ...{ model: `model-${precision}`, precision, bytesRatio, cells: [accuracy(retention)] },
    });
    const quantized = [form('fp16', 0.82, 1), form('int8', 0.5, 0.99), form('int4', 0.3, 0.95)];
    // The fold adds nothing; the matrix adds 5 % of the parameters.
    const matrix: EvaluatedRepair = { ...FOLDED, key: 'matrix', repair: 'linear', removedParameterRatio: 0.15 };
    const [step] = compareRepairs([matrix, FOLDED, ALONE], { ...RAW, quantized }).steps;
    expect(step?.results.map(({ repair, equalBytes }) => [repair, equalBytes?.model, equalBytes?.prunedBytesRatio])).toEqual([
      ['none', 'model-int8', 0.8],
      ['linear-fold', 'model-int8', 0.8],
      ['linear', 'model-fp16', 0.85],
    ]);
    const above = compareRepairs([FOLDED, ALONE], { ...RAW, quantized, aboveChance: true });
    // (0.99 · 0.8 − 0.3) / 0.5
    expect(above.steps[0]?.results[0]?.equalBytes?.retention).toBeCloseTo(0.984, 12);
  });
});
