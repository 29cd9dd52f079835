import { describe, expect, it } from '@jest/globals';
import { evaluateGroup } from '../evaluation/evaluate-group.ts';
import { evaluateResponses } from '../evaluation/evaluate-responses.ts';
import type { GenerationTask, MultipleChoiceTask, PerplexityTask } from '../task/task.ts';
import { formatHarnessResults } from './format-results.ts';
import { formatSamples } from './format-sample.ts';
import { parseHarnessResults } from './parse-results.ts';

const FACTS = { version: '1.0', category: 'words', description: 'For tests.', chance: null, digest: 'd' } as const;
const CHOICES: MultipleChoiceTask = {
  ...FACTS,
  name: 'c',
  kind: 'multiple-choice',
  shots: 2,
  documents: [
    { id: '0', context: 'x', choices: ['a', 'b'], gold: 0 },
    { id: '1', context: 'x', choices: ['a', 'b'], gold: 1 },
  ],
};
const TEXTS: PerplexityTask = { ...FACTS, name: 't', kind: 'perplexity', documents: [{ id: '0', text: 'ab' }] };
const WRITTEN: GenerationTask = {
  ...FACTS,
  name: 'g',
  kind: 'generation',
  until: ['\n'],
  maxTokens: 4,
  documents: [{ id: '0', context: 'q', references: ['5'] }],
};
const choices = evaluateResponses(
  CHOICES,
  [-1, -2, -1, -2].map((logLikelihood) => ({ logLikelihood, isGreedy: false, tokens: 1 })),
);
const texts = evaluateResponses(TEXTS, [{ logLikelihood: -2 * Math.LN2, isGreedy: null, tokens: 2 }]);
const written = evaluateResponses(WRITTEN, [{ generated: '5' }]);
const group = evaluateGroup(
  { name: 'all', version: '2', members: ['c'], metrics: [{ metric: 'acc', filters: null, isWeightedBySize: true }] },
  [choices],
);
const results = formatHarnessResults(
  [
    { task: CHOICES, evaluation: choices, originalCount: 9 },
    { task: TEXTS, evaluation: texts },
  ],
  [group],
  { model: 'lamina' },
);

describe('formatHarnessResults', () => {
  it('writes metrics and errors under metric,filter keys, with "N/A" where no error is known', () => {
    expect(results.results.c).toEqual({
      alias: 'c',
      sample_len: 2,
      'acc,none': 0.5,
      'acc_stderr,none': 0.5,
      'acc_norm,none': 0.5,
      'acc_norm_stderr,none': 0.5,
    });
    expect(results.results.t).toMatchObject({ 'bits_per_byte,none': 1, 'bits_per_byte_stderr,none': 'N/A' });
    expect(results.groups.all).toMatchObject({ 'acc,none': 0.5, sample_len: 2 });
    expect(results.group_subtasks).toEqual({ all: ['c'] });
  });

  it('says how it was made', () => {
    expect(results).toMatchObject({
      configs: { c: { task: 'c', output_type: 'multiple_choice', num_fewshot: 2, metadata: { version: 1, digest: 'd' } } },
      versions: { c: 1, t: 1, all: 2 },
      'n-shot': { c: 2, t: 0 },
      higher_is_better: { c: { acc: true, acc_norm: true }, t: { word_perplexity: false } },
      'n-samples': { c: { original: 9, effective: 2 }, t: { original: 1, effective: 1 } },
      config: { model: 'lamina' },
    });
  });
});

describe('formatSamples', () => {
  it('writes one line per document in the words of its kind', () => {
    expect(formatSamples(CHOICES, choices)[1]).toEqual({
      task: 'c',
      docId: 1,
      logLikelihoods: [-1, -2],
      isGreedy: [false, false],
      gold: 1,
      acc: 0,
      acc_norm: 0,
    });
    expect(formatSamples(TEXTS, texts)[0]).toMatchObject({ docId: 0, logLikelihood: -2 * Math.LN2, bits_per_byte: 1, words: 1, bytes: 2 });
    expect(formatSamples(WRITTEN, written)[0]).toEqual({ task: 'g', docId: 0, generated: '5', filtered: '5', gold: '5', exact_match: 1 });
  });
});

describe('parseHarnessResults', () => {
  it('reads back what was written', () => {
    const imported = parseHarnessResults(JSON.stringify(results));
    expect(imported.results.find(({ task, metric }) => task === 'c' && metric === 'acc')).toEqual({
      task: 'c',
      version: '1',
      metric: 'acc',
      filter: 'none',
      value: 0.5,
      standardError: 0.5,
      shots: 2,
      sampleCount: 2,
      isGroup: false,
    });
    expect(imported.results.find(({ task }) => task === 'all')).toMatchObject({ isGroup: true, shots: null });
    expect(imported.results.find(({ task, metric }) => task === 't' && metric === 'bits_per_byte')?.standardError).toBeNull();
    expect(imported.config).toEqual({ model: 'lamina' });
  });

  it('leaves out values that are no numbers, and takes missing parts as unknown', () => {
    const text = '{"results":{"x":{"alias":"x","acc,none":1,"f1,none":" ","acc_stderr,none":"N/A"}},"lm_eval_version":"0.4.13"}';
    expect(parseHarnessResults(text)).toEqual({
      results: [
        {
          task: 'x',
          version: '',
          metric: 'acc',
          filter: 'none',
          value: 1,
          standardError: null,
          shots: null,
          sampleCount: null,
          isGroup: false,
        },
      ],
      config: {},
      harnessVersion: '0.4.13',
    });
  });

  it.each(['{', '[]', '{"results":[]}'])('refuses %s', (text) => {
    expect(() => parseHarnessResults(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
