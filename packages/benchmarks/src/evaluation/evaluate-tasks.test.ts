import { describe, expect, it } from '@jest/globals';
import { compareWithDense } from '../comparison/compare-with-dense.ts';
import type { Response } from '../requests/response.ts';
import type { MetricSpec } from '../task/metric-spec.ts';
import type { ContinuationTask, GenerationTask, MultipleChoiceTask } from '../task/task.ts';
import { bootstrapPerplexityError } from './bootstrap-perplexity-error.ts';
import { evaluateGroup } from './evaluate-group.ts';
import { evaluateResponses } from './evaluate-responses.ts';
import type { TaskEvaluation } from './task-evaluation.ts';

const FACTS = { name: 'sample', version: '1.0', category: 'words', description: 'For tests.', chance: null, digest: '' } as const;
const answers = (...logLikelihoods: readonly number[]): Response[] =>
  logLikelihoods.map((logLikelihood) => ({ logLikelihood, isGreedy: logLikelihood > -2, tokens: 1 }));
const choicesOf = (metrics: readonly MetricSpec[], alsoRight?: readonly number[]): MultipleChoiceTask => ({
  ...FACTS,
  kind: 'multiple-choice',
  metrics,
  documents: [{ id: '0', context: 'c', choices: ['ab', 'é', 'x'], gold: 1, ...(alsoRight ? { alsoRight } : {}) }],
});
const CONTINUATIONS: ContinuationTask = {
  ...FACTS,
  kind: 'continuation',
  documents: [-0.5, -1.25, -3, -0.125, -2.5, -7].map((_, place) => ({ id: `${place}`, context: 'c', continuation: ' d' })),
};
const CONTINUATION_ANSWERS = answers(-0.5, -1.25, -3, -0.125, -2.5, -7);

describe('evaluateResponses', () => {
  it('counts UTF-8 bytes for acc_bytes and code points for acc_norm', () => {
    const task = choicesOf([{ metric: 'acc_norm' }, { metric: 'acc_bytes' }]);
    // −3/2, −1.6/1, −4/1: normalised by code points "ab" wins; by bytes −3/2, −1.6/2, −4/1: "é" wins.
    expect(evaluateResponses(task, answers(-3, -1.6, -4)).samples[0]?.metrics).toEqual({ acc_norm: 0, acc_bytes: 1 });
  });

  it('takes greedy decoding of a right choice for an exact match of choices', () => {
    const spec = [{ metric: 'exact_match' }] as const;
    expect(evaluateResponses(choicesOf(spec), answers(-3, -1, -4)).metrics[0]?.value).toBe(1);
    expect(evaluateResponses(choicesOf(spec), answers(-1, -3, -4)).metrics[0]?.value).toBe(0);
    expect(evaluateResponses(choicesOf(spec, [0]), answers(-1, -3, -4)).metrics[0]?.value).toBe(1);
  });

  it('gives the Brier score of the softmax', () => {
    // p = softmax(−1, −2, −3) = 0.66524096, 0.24472847, 0.09003057; Σ (p − onehot(1))² = 1.02108614 (NumPy).
    const [score] = evaluateResponses(choicesOf([{ metric: 'brier_score' }]), answers(-1, -2, -3)).metrics;
    expect(score?.value).toBeCloseTo(0.6652409557748218 ** 2 + (0.24472847105479764 - 1) ** 2 + 0.09003057317038046 ** 2, 14);
  });

  it('gives the share of probability on the right choices, even of answers that are all very unlikely', () => {
    const task = choicesOf([{ metric: 'acc', isProbabilityMass: true }], [0]);
    const [mass] = evaluateResponses(task, answers(-2000, -2000, -2000)).metrics;
    expect(mass?.value).toBeCloseTo(2 / 3, 14);
  });

  it('gives the perplexity of continuations with the bootstrap error of the harness', () => {
    const { metrics } = evaluateResponses(CONTINUATIONS, CONTINUATION_ANSWERS);
    expect(metrics[0]).toEqual({
      metric: 'perplexity',
      filter: 'none',
      value: expect.closeTo(10.977342033589867, 12),
      standardError: bootstrapPerplexityError(CONTINUATION_ANSWERS.map(({ logLikelihood }) => logLikelihood)),
    });
    expect(metrics[1]).toMatchObject({ metric: 'acc', value: 0.5 });
  });

  it('scores a written answer once per filter, under keys of their own', () => {
    const task: GenerationTask = {
      ...FACTS,
      kind: 'generation',
      until: ['Q:'],
      maxTokens: 9,
      filters: [
        { name: 'strict', steps: [{ function: 'regex', pattern: '#### (\\d+)', groupSelect: 0, fallback: '[invalid]' }] },
        { name: 'last', steps: [{ function: 'regex', pattern: '\\d+', groupSelect: -1, fallback: '[invalid]' }] },
      ],
      documents: [
        { id: '0', context: 'q', references: ['#### 5'] },
        { id: '1', context: 'q', references: ['7'] },
      ],
      metrics: [{ metric: 'exact_match', exactMatch: { regexesToIgnore: ['(?s).*#### '] } }],
    };
    const evaluation = evaluateResponses(task, [{ generated: '2 and 3 is 5' }, { generated: '#### 7' }]);
    expect(evaluation.metrics).toEqual([
      { metric: 'exact_match', filter: 'strict', value: 0.5, standardError: 0.5 },
      { metric: 'exact_match', filter: 'last', value: 1, standardError: 0 },
    ]);
    expect(evaluation.samples[0]).toMatchObject({
      metrics: { 'exact_match,strict': 0, 'exact_match,last': 1 },
      filtered: { strict: '[invalid]', last: '5' },
    });
    const [strict] = compareWithDense(evaluation, evaluateResponses(task, [{ generated: '#### 5' }, { generated: '1' }]));
    expect(strict).toMatchObject({ filter: 'strict', retention: 1, mcNemarP: 1 });
  });

  it('refuses a likelihood where a written answer is due, and a missing one', () => {
    const task: GenerationTask = {
      ...FACTS,
      kind: 'generation',
      until: [],
      maxTokens: 1,
      documents: [{ id: '0', context: '', references: ['a'] }],
    };
    expect(() => evaluateResponses(task, answers(-1))).toThrow('needs generated answers');
    expect(() => evaluateResponses(task, [])).toThrow('has 1 requests but 0 responses');
  });
});

describe('bootstrapPerplexityError', () => {
  it('is the error of the harness', () => {
    const items = CONTINUATION_ANSWERS.map(({ logLikelihood }) => logLikelihood);
    // Python 3.11: three chunks of 1,000 draws, random.Random(i).choices, exp(−mean), n − 1.
    expect(bootstrapPerplexityError(items, 3000)).toBeCloseTo(24.279656888850266, 10);
  });

  it('draws the same chunk whatever the number of chunks', () => {
    const items = [-1, -2, -4];
    expect(bootstrapPerplexityError(items, 1000)).toBe(bootstrapPerplexityError(items, 1999));
    expect(bootstrapPerplexityError(items, 1000)).not.toBe(bootstrapPerplexityError(items, 2000));
  });
});

describe('compareWithDense', () => {
  it('compares perplexities of continuations by the mean difference of their log-likelihoods', () => {
    const dense = evaluateResponses(CONTINUATIONS, CONTINUATION_ANSWERS);
    const pruned = evaluateResponses(CONTINUATIONS, answers(-1, -1.25, -4, -0.125, -3.5, -7));
    // Differences 0.5 0 1 0 1 0: mean 5/12, sample deviation 0.4915960402; exp(mean) and exp(mean) · deviation/√6.
    expect(compareWithDense(dense, pruned)[0]).toMatchObject({
      metric: 'perplexity',
      filter: 'none',
      retention: expect.closeTo(Math.exp(5 / 12), 12),
      retentionStandardError: expect.closeTo((Math.exp(5 / 12) * Math.sqrt(29 / 120)) / Math.sqrt(6), 12),
      mcNemarP: null,
    });
  });
});

describe('evaluateGroup', () => {
  const part = (n: number, value: number, standardError: number | null): TaskEvaluation => ({
    task: `t${n}`,
    version: '1.0',
    category: 'words',
    sampleCount: n,
    samples: [],
    metrics: [{ metric: 'acc', filter: 'none', value, standardError }],
  });
  const group = (isWeightedBySize: boolean) =>
    ({ name: 'g', version: '2', members: [], metrics: [{ metric: 'acc', filters: null, isWeightedBySize }] }) as const;

  it('weights by documents and pools standard errors', () => {
    const { metrics, sampleCount } = evaluateGroup(group(true), [part(100, 0.5, 0.05), part(150, 0.6, 0.04)]);
    expect(metrics[0]?.value).toBeCloseTo(0.56, 14);
    expect(metrics[0]?.standardError).toBeCloseTo(0.0312405, 7);
    expect(sampleCount).toBe(250);
  });

  it('takes plain means where tasks count the same', () => {
    const { metrics } = evaluateGroup(group(false), [part(100, 0.5, 0.05), part(150, 0.6, 0.04)]);
    expect(metrics[0]?.value).toBeCloseTo(0.55, 14);
    expect(metrics[0]?.standardError).toBeCloseTo(Math.sqrt(0.05 ** 2 + 0.04 ** 2) / 2, 14);
  });

  it('knows no standard error where a task has none, and refuses no tasks', () => {
    expect(evaluateGroup(group(true), [part(1, 1, null), part(9, 0, 0)]).metrics[0]?.standardError).toBeNull();
    expect(() => evaluateGroup(group(true), [])).toThrow('has no evaluated tasks');
  });
});
