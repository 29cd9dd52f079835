import { describe, expect, it } from '@jest/globals';
import { getPerplexityTotals } from '../evaluation/perplexity-of.ts';
import type { TaskEvaluation } from '../evaluation/task-evaluation.ts';
import { bootstrapTotals } from './bootstrap-difference.ts';
import { compareTasks } from './compare-tasks.ts';

const FACTS = { task: 'sample', version: '1.0', category: 'words' } as const;
const LENGTHS = [
  { words: 7, bytes: 26 },
  { words: 3, bytes: 16 },
  { words: 1, bytes: 3 },
  { words: 4, bytes: 11 },
];
const textsOf = (logLikelihoods: readonly number[]): TaskEvaluation => ({
  ...FACTS,
  metrics: [],
  sampleCount: logLikelihoods.length,
  samples: logLikelihoods.map((sum, i) => ({ documentId: `${i}`, logLikelihoods: [sum], gold: null, metrics: { ...LENGTHS[i] } })),
});
const choicesOf = (task: string, outcomes: readonly number[]): TaskEvaluation => ({
  ...FACTS,
  task,
  metrics: [{ metric: 'acc', filter: 'none', value: 0, standardError: null }],
  sampleCount: outcomes.length,
  samples: outcomes.map((acc, i) => ({ documentId: `${i}`, logLikelihoods: [], gold: 0, metrics: { acc } })),
});
const totalsOf = (logLikelihoods: readonly number[]) => textsOf(logLikelihoods).samples.map(getPerplexityTotals);
const DENSE = totalsOf([-30.5, -41.25, -3.75, -20]);
const PRUNED = totalsOf([-35, -44, -6.5, -21]);

describe('bootstrapTotals', () => {
  it('resamples the same documents for both models', () => {
    // Python 3.11 and NumPy: random.Random(5), 300 draws, std(ddof=1), percentile([2.5, 97.5]) of pruned − dense.
    const expected = [
      ['word_perplexity', 629.8528638674962, 109476.4337682439, [65.86730147245459, 227186.0613566009]],
      ['byte_perplexity', 1.1944934070514943, 0.7542653329794143, [0.6274695616450141, 3.5857083148505637]],
      ['bits_per_byte', 0.2833865258889035, 0.11475007464269081, [0.2003743112345782, 0.5255531934666939]],
    ] as const;
    const differences = bootstrapTotals(DENSE, PRUNED, { seed: 5, draws: 300 });
    for (const [place, [metric, difference, standardError, [low, high]]] of expected.entries()) {
      const found = differences[place];
      expect(found?.metric).toBe(metric);
      expect((found?.difference ?? 0) / difference).toBeCloseTo(1, 12);
      expect((found?.standardError ?? 0) / standardError).toBeCloseTo(1, 12);
      expect((found?.interval?.low ?? 0) / low).toBeCloseTo(1, 12);
      expect((found?.interval?.high ?? 0) / high).toBeCloseTo(1, 12);
    }
  });

  it('is nothing against itself, and has no spread with one document', () => {
    expect(bootstrapTotals(DENSE, DENSE)[2]).toMatchObject({ difference: 0, standardError: 0, interval: { low: 0, high: 0 } });
    expect(bootstrapTotals(totalsOf([-3]), totalsOf([-4]))[2]).toMatchObject({ standardError: null, interval: null });
  });
});

describe('compareTasks', () => {
  it('corrects the p-values of one metric for the number of tasks', () => {
    // 6 of 6 changed documents lost: p = 2/64; 1 of 1: p = 1. Holm over two tasks: 4/64 and 1.
    const [first, second] = compareTasks([
      [choicesOf('a', [1, 1, 1, 1, 1, 1]), choicesOf('a', [0, 0, 0, 0, 0, 0])],
      [choicesOf('b', [1, 1]), choicesOf('b', [0, 1])],
    ]);
    expect(first?.metrics[0]).toMatchObject({ mcNemarP: expect.closeTo(2 / 64, 14), adjustedP: expect.closeTo(4 / 64, 14) });
    expect(second?.metrics[0]).toMatchObject({ mcNemarP: 1, adjustedP: 1 });
  });
});
