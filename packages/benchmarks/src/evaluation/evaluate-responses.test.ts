import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { listRequests } from '../requests/instance.ts';
import type { Response } from '../requests/response.ts';
import type { Task } from '../task/task.ts';
import { evaluateResponses } from './evaluate-responses.ts';

const build = (kind: Task['kind'], documents: readonly object[]) =>
  ({ name: 'sample', version: '1.0', kind, category: 'words', description: 'For tests.', chance: null, digest: '', documents }) as Task;
const answers = (...logLikelihoods: readonly number[]): Response[] =>
  logLikelihoods.map((logLikelihood) => ({ logLikelihood, isGreedy: null, tokens: 1 }));

const CHOICES = build('multiple-choice', [
  { id: 'a', context: 'Answer:', choices: ['no', 'maybe'], gold: 1 },
  { id: 'b', context: 'Answer:', choices: ['x', 'y', 'z'], gold: 0 },
  { id: 'c', context: '', choices: ['😀😀', 'abc'], gold: 0 },
  { id: 'd', context: 'Answer: ', choices: [' no', 'no'], gold: 1 },
]);
// a: acc takes −4 (wrong), acc_norm takes −5/5 over −4/2 (right). b: a tie, the first wins, both right. c: −2.5/2 = −1.25 loses to −3.6/3 = −1.2
// in code points (UTF-16 units would give −0.625). d: the leading space of a choice counts: −3/3 beats −2.5/2.
const CHOICE_ANSWERS = answers(-4, -5, -1, -1, -2, -2.5, -3.6, -3, -2.5);

const TEXTS = build('perplexity', [
  { id: 'a', text: 'The cat sat.\n on  the mat ' },
  { id: 'b', text: 'Ünïcode — ok' },
  { id: 'c', text: 'one' },
  { id: 'd', text: ' a\u0085b\ufeffc\x1cd' },
]);
const TEXT_ANSWERS = answers(-30.5, -41.25, -3.75, -20);

describe('listRequests', () => {
  it('asks every choice of every document in order, joined by one space', () => {
    const requests = listRequests(CHOICES);
    expect(requests).toHaveLength(9);
    expect(requests[1]).toEqual({ kind: 'loglikelihood', document: 0, choice: 1, context: 'Answer:', continuation: ' maybe' });
    expect(requests[7]).toEqual({ kind: 'loglikelihood', document: 3, choice: 0, context: 'Answer: ', continuation: '  no' });
  });

  it('asks for every text of a perplexity task', () => {
    expect(listRequests(TEXTS)[2]).toEqual({ kind: 'rolling', document: 2, text: 'one' });
  });
});

describe('evaluateResponses', () => {
  it('scores multiple choice by likelihood and by likelihood per code point', () => {
    const evaluation = evaluateResponses(CHOICES, CHOICE_ANSWERS);
    expect(evaluation).toMatchObject({ task: 'sample', version: '1.0', category: 'words', sampleCount: 4 });
    expect(evaluation.samples.map(({ metrics }) => [metrics.acc, metrics.acc_norm])).toEqual([
      [0, 1],
      [1, 1],
      [1, 0],
      [1, 0],
    ]);
    expect(evaluation.samples[1]).toEqual({ documentId: 'b', logLikelihoods: [-1, -1, -2], gold: 0, metrics: { acc: 1, acc_norm: 1 } });
    // sqrt(p (1 − p) / (n − 1)) with p = 3/4 and 1/2, n = 4.
    expect(evaluation.metrics).toEqual([
      { metric: 'acc', filter: 'none', value: 0.75, standardError: 0.25 },
      { metric: 'acc_norm', filter: 'none', value: 0.5, standardError: expect.closeTo(Math.sqrt(1 / 12), 15) },
    ]);
  });

  it('gives the standard error of the harness for 3 of 10 right', () => {
    const task = build(
      'multiple-choice',
      Array.from({ length: 10 }, (_, i) => ({ id: `${i}`, context: '', choices: ['x', 'y'], gold: i < 3 ? 0 : 1 })),
    );
    const { metrics } = evaluateResponses(task, answers(...Array.from({ length: 20 }, (_, i) => -(i % 2) - 1)));
    expect(metrics[0]).toEqual({
      metric: 'acc',
      filter: 'none',
      value: expect.closeTo(0.3, 15),
      standardError: expect.closeTo(0.15275252316519466, 15),
    });
  });

  it('scores perplexities from sums over documents, with a document bootstrap', () => {
    const { metrics, samples } = evaluateResponses(TEXTS, TEXT_ANSWERS);
    // Python 3.11: the formulas on sums; standard errors by random.Random(0), floor(random() * 4), 1,000 draws, numpy.std(ddof=1).
    const expected = [
      ['word_perplexity', 582.1142106250801, 99054.63255247264],
      ['byte_perplexity', 5.503350798702378, 2.366529127599147],
      ['bits_per_byte', 2.4603102929445715, 0.5227028503977348],
    ] as const;
    expect(metrics.map(({ metric }) => metric)).toEqual(expected.map(([metric]) => metric));
    for (const [place, [, value, standardError]] of expected.entries()) {
      expect((metrics[place]?.value ?? 0) / value).toBeCloseTo(1, 12);
      expect((metrics[place]?.standardError ?? 0) / standardError).toBeCloseTo(1, 12);
    }
    expect(samples[1]).toEqual({
      documentId: 'b',
      logLikelihoods: [-41.25],
      gold: null,
      metrics: { words: 3, bytes: 16, bits_per_byte: expect.closeTo(3.719448152291859, 14) },
    });
  });

  it('knows no standard error of one document', () => {
    const choices = build('multiple-choice', [{ id: 'a', context: '', choices: ['x', 'y'], gold: 0 }]);
    expect(evaluateResponses(choices, answers(-1, -2)).metrics).toEqual([
      { metric: 'acc', filter: 'none', value: 1, standardError: null },
      { metric: 'acc_norm', filter: 'none', value: 1, standardError: null },
    ]);
    const text = build('perplexity', [{ id: 'a', text: 'abcd' }]);
    expect(evaluateResponses(text, answers(-4 * Math.LN2)).metrics).toEqual([
      { metric: 'word_perplexity', filter: 'none', value: expect.closeTo(16, 12), standardError: null },
      { metric: 'byte_perplexity', filter: 'none', value: expect.closeTo(2, 12), standardError: null },
      { metric: 'bits_per_byte', filter: 'none', value: 1, standardError: null },
    ]);
  });

  it('leaves out a perplexity that overflows and keeps its bits per byte', () => {
    const text = build('perplexity', [{ id: 'a', text: 'abcd' }]);
    expect(evaluateResponses(text, answers(-800)).metrics.map(({ metric }) => metric)).toEqual(['byte_perplexity', 'bits_per_byte']);
  });

  it('is right on a document exactly when no other choice is likelier', () => {
    const rows = fc.array(fc.array(fc.double({ min: -99, max: 0, noNaN: true }), { minLength: 2, maxLength: 5 }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(rows, (sums) => {
        const task = build(
          'multiple-choice',
          sums.map((row, i) => ({ id: `${i}`, context: '', choices: row.map((_, j) => `c${j}`), gold: 0 })),
        );
        const { samples, metrics } = evaluateResponses(task, answers(...sums.flat()));
        const right = sums.map((row) => Number((row[0] ?? 0) >= Math.max(...row)));
        expect(samples.map((sample) => sample.metrics.acc)).toEqual(right);
        expect(metrics[0]?.value).toBeCloseTo(right.reduce((total, each) => total + each, 0) / right.length, 12);
      }),
    );
  });

  it('refuses a wrong number of responses', () => {
    expect(() => evaluateResponses(CHOICES, answers(-1))).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('has 9 requests but 1 responses') }),
    );
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])('refuses the log-likelihood %p of a broken model', (value) => {
    expect(() => evaluateResponses(TEXTS, answers(-1, value, -1, -1))).toThrow(
      expect.objectContaining({ code: 'RUNTIME_FAILED', message: expect.stringContaining('document b') }),
    );
  });
});
