import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getPerplexityTotals } from '../evaluation/perplexity-of.ts';
import type { TaskEvaluation } from '../evaluation/task-evaluation.ts';
import { bootstrapTotals } from './bootstrap-difference.ts';
import { compareWithDense } from './compare-with-dense.ts';
import { mcNemarExactP } from './mcnemar-exact-p.ts';

const FACTS = { task: 'sample', version: '1.0', category: 'words' } as const;

function accuracyOf(outcomes: readonly number[]): TaskEvaluation {
  const samples = outcomes.map((acc, i) => ({ documentId: `${i}`, logLikelihoods: [-1, -2], gold: 0, metrics: { acc } }));
  const value = outcomes.reduce((total, each) => total + each, 0) / outcomes.length;
  return { ...FACTS, metrics: [{ metric: 'acc', filter: 'none', value, standardError: null }], sampleCount: samples.length, samples };
}

function perplexityOf(logLikelihoods: readonly number[]): TaskEvaluation {
  const lengths = [
    { words: 7, bytes: 26 },
    { words: 3, bytes: 16 },
    { words: 1, bytes: 3 },
    { words: 4, bytes: 11 },
  ];
  const samples = lengths.map((metrics, i) => ({ documentId: `${i}`, logLikelihoods: [logLikelihoods[i] ?? 0], gold: null, metrics }));
  const metrics = (['word_perplexity', 'byte_perplexity', 'bits_per_byte'] as const).map((metric) => ({
    metric,
    value: 1,
    filter: 'none',
    standardError: null,
  }));
  return { ...FACTS, metrics, sampleCount: samples.length, samples };
}

const DENSE = accuracyOf([1, 1, 1, 0, 1, 0, 1, 1, 0, 1]);
const PRUNED = accuracyOf([1, 0, 1, 1, 1, 0, 0, 1, 0, 0]);

describe('compareWithDense', () => {
  it('pairs accuracies by document', () => {
    // Python 3.11 with numpy: ratio 5/7; variance (s²_q + R² s²_d − 2 R s_qd) / n / mean_d², which equals the residual form. Lost 3, gained 1.
    expect(compareWithDense(DENSE, PRUNED)).toMatchObject([
      { metric: 'acc', filter: 'none', retention: 5 / 7, retentionStandardError: expect.closeTo(0.25453451610707084, 14), mcNemarP: 0.625 },
    ]);
  });

  it('pairs perplexities by document', () => {
    // Python 3.11: ratio estimators over the four documents, exp and delta method for the word and byte perplexities.
    expect(compareWithDense(perplexityOf([-30.5, -41.25, -3.75, -20]), perplexityOf([-35, -44, -6.5, -21]))).toMatchObject([
      {
        metric: 'word_perplexity',
        filter: 'none',
        retention: expect.closeTo(2.0820090840784555, 13),
        retentionStandardError: expect.closeTo(0.4675014662701029, 13),
        mcNemarP: null,
      },
      {
        metric: 'byte_perplexity',
        filter: 'none',
        retention: expect.closeTo(1.2170483857458516, 13),
        retentionStandardError: expect.closeTo(0.06417141791719758, 13),
        mcNemarP: null,
      },
      {
        metric: 'bits_per_byte',
        filter: 'none',
        retention: expect.closeTo(1.1151832460732984, 13),
        retentionStandardError: expect.closeTo(0.041975796695812764, 13),
        mcNemarP: null,
      },
    ]);
  });

  it('tells what changed, and the difference with its paired interval', () => {
    // Differences 0 −1 0 1 0 0 −1 0 0 −1: mean −0.2, squares about it 3.6, so the standard error is sqrt(3.6 / 9 / 10) = 0.2.
    const [acc] = compareWithDense(DENSE, PRUNED);
    expect(acc?.changed).toEqual({ lost: 3, gained: 1 });
    expect(acc?.difference).toMatchObject({
      value: expect.closeTo(-0.2, 14),
      standardError: expect.closeTo(0.2, 14),
      method: 'paired-normal',
    });
    expect(acc?.difference?.interval?.low).toBeCloseTo(-0.2 - 1.959963984540054 * 0.2, 12);
  });

  it('takes the interval of a perplexity difference from a document bootstrap', () => {
    const [dense, pruned] = [perplexityOf([-30.5, -41.25, -3.75, -20]), perplexityOf([-35, -44, -6.5, -21])];
    const compared = compareWithDense(dense, pruned);
    for (const { metric, difference, interval } of bootstrapTotals(
      dense.samples.map(getPerplexityTotals),
      pruned.samples.map(getPerplexityTotals),
    )) {
      const found = compared.find((comparison) => comparison.metric === metric);
      expect(found?.difference).toMatchObject({ value: difference, interval, method: 'document-bootstrap' });
      expect(found?.changed).toBeNull();
    }
  });

  it('takes a document of a perplexity per document as one word', () => {
    const taskOf = (logLikelihoods: readonly number[]): TaskEvaluation => ({
      ...FACTS,
      metrics: [{ metric: 'perplexity', filter: 'none', value: 1, standardError: null }],
      sampleCount: 2,
      samples: logLikelihoods.map((perplexity, i) => ({
        documentId: `${i}`,
        logLikelihoods: [perplexity],
        gold: null,
        metrics: { perplexity },
      })),
    });
    const [comparison] = compareWithDense(taskOf([-1, -3]), taskOf([-2, -4]));
    expect(comparison?.difference?.value).toBeCloseTo(Math.exp(3) - Math.exp(2), 12);
  });

  it('is certain that a model retains itself', () => {
    expect(compareWithDense(DENSE, DENSE)).toMatchObject([
      { metric: 'acc', filter: 'none', retention: 1, retentionStandardError: 0, mcNemarP: 1 },
    ]);
  });

  it('gives no retention of nothing, and no standard error of one document', () => {
    expect(compareWithDense(accuracyOf([0, 0]), accuracyOf([1, 0]))).toMatchObject([
      { metric: 'acc', filter: 'none', retention: null, retentionStandardError: null, mcNemarP: 1 },
    ]);
    expect(compareWithDense(accuracyOf([1]), accuracyOf([0]))).toMatchObject([
      { metric: 'acc', filter: 'none', retention: 0, retentionStandardError: null, mcNemarP: 1 },
    ]);
  });

  it('gives no retention where a perplexity ratio overflows', () => {
    const [word] = compareWithDense(perplexityOf([-1, -1, -1, -1]), perplexityOf([-9e4, -1, -1, -1]));
    expect(word).toMatchObject({
      metric: 'word_perplexity',
      retention: null,
      retentionStandardError: null,
      difference: null,
      mcNemarP: null,
    });
  });

  it('depends on the pairs and not on the order of documents', () => {
    const outcomes = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(outcomes, (pairs) => {
        const compare = (rows: readonly (readonly [number, number])[]) =>
          compareWithDense(accuracyOf(rows.map(([a]) => a)), accuracyOf(rows.map(([, b]) => b)))[0];
        const [forward, backward] = [compare(pairs), compare(pairs.toReversed())];
        expect(backward?.retention).toEqual(forward?.retention);
        expect(backward?.retentionStandardError ?? -1).toBeCloseTo(forward?.retentionStandardError ?? -1, 12);
        expect(backward?.mcNemarP).toBe(forward?.mcNemarP);
      }),
    );
  });

  it.each([
    ['task', { task: 'other' }],
    ['version of task sample', { version: '2.0' }],
    ['number of samples', { samples: DENSE.samples.slice(1) }],
    ['document 0', { samples: DENSE.samples.toReversed() }],
    ['right answer of document 0', { samples: DENSE.samples.map((sample) => ({ ...sample, gold: 1 })) }],
    ['words of document 0', { samples: DENSE.samples.map((sample) => ({ ...sample, metrics: { ...sample.metrics, words: 3 } })) }],
  ])('refuses evaluations that differ in %s', (what, change) => {
    expect(() => compareWithDense(DENSE, { ...PRUNED, ...change })).toThrow(
      expect.objectContaining({ code: 'NOT_COMPARABLE', message: expect.stringContaining(`differ in ${what}`) }),
    );
  });

  it('refuses samples without the numbers the metric needs', () => {
    const bare = { ...DENSE, samples: DENSE.samples.map((sample) => ({ ...sample, metrics: {} })) };
    expect(() => compareWithDense(DENSE, bare)).toThrow(/Sample 0 has no acc/);
    expect(() =>
      compareWithDense({ ...bare, metrics: [{ metric: 'bits_per_byte', filter: 'none', value: 1, standardError: null }] }, bare),
    ).toThrow(/Sample 0 has no words, bytes or log-likelihood/);
  });
});

describe('mcNemarExactP', () => {
  it.each([
    // Python 3.11, exact fractions: min(1, 2 * sum(comb(n, i) for i <= min) / 2**n)
    [3, 1, 0.625],
    [0, 0, 1],
    [5, 5, 1],
    [10, 2, 0.03857421875],
    [0, 8, 0.0078125],
    [1, 0, 1],
    [700, 600, 0.0060157938610449525],
    [3000, 2000, 1.3002310005203771e-45],
  ])('of %i lost and %i gained is exact', (lost, gained, expected) => {
    expect(mcNemarExactP(lost, gained) / expected).toBeCloseTo(1, 10);
    expect(mcNemarExactP(gained, lost)).toBe(mcNemarExactP(lost, gained));
  });
});
