import { describe, expect, it } from '@jest/globals';
import { UNCHANGED } from '@lamina/plans';
import { describeStudy } from './describe-study.ts';
import type { StudyResult } from './read-study.ts';

/** The whole model knows all of its texts. */
const READ = { dense: { texts: [{}] }, textsLeftOut: [], roundings: [] };

describe('describeStudy', () => {
  it('is a table of what each strategy removed, kept and showed', () => {
    const result = {
      strategy: 'block-influence',
      chosenOn: 'novel',
      alsoChosenOn: [],
      key: null,
      removed: [2],
      protectFirst: false,
      protectLast: false,
      draws: 1,
    };
    const kept = { value: 0.45, retention: 0.9, retentionStandardError: 0.02, retentionInterval: { low: 0.861, high: 0.939 } };
    const verdict = {
      verdict: 'no-control',
      control: null,
      margin: null,
      marginStandardError: null,
      holmP: null,
    };
    const comparison = {
      metric: 'acc',
      benchmarks: ['facts'],
      leftOut: ['riddles'],
      texts: [],
      steps: [{ removedCount: 1, removedBlockRatio: 0.125, control: null, results: [{ ...result, ...kept, ...verdict }] }],
    };
    const study = {
      model: 'm',
      blocks: 8,
      comparison,
      comparisons: [],
      prunings: [UNCHANGED],
      ...READ,
    } as unknown as StudyResult;
    expect(describeStudy(study).split('\n')).toEqual([
      'm: retention of acc over facts; left out, because the whole model guesses: riddles; 1 removals',
      'blocks removed  by               changed ÷ whole         against random draws  removed',
      '        1 of 8  block-influence  0.900 (0.861 to 0.939)  no control            2',
    ]);
  });
});

describe('smaller vocabularies and types', () => {
  it('are named with their losses on texts, and with what to know before taking them', () => {
    const comparison = { metric: 'acc', benchmarks: [], leftOut: [], texts: [], steps: [] };
    const caveat = 'It can no longer write Han, except byte by byte.';
    const texts = [
      { text: 'austen', loss: 0.0012 },
      { text: 'wikipedia', loss: -0.002 },
    ];
    const prunings = [
      { ...UNCHANGED, keepVocabulary: 'latin', caveat, texts },
      { ...UNCHANGED, precision: 'Q8_0', caveat: null, texts: texts.slice(1) },
    ];
    const study = { model: 'm', blocks: 8, comparison, comparisons: [], prunings, ...READ } as unknown as StudyResult;
    expect(describeStudy(study).split('\n').slice(-4)).toEqual([
      '',
      `with Latin tokens only: +0.1 % perplexity on austen, −0.2 % perplexity on wikipedia. ${caveat}`,
      '',
      'with Q8_0 weights: −0.2 % perplexity on wikipedia',
    ]);
  });
});

describe('roundings', () => {
  it('are told by type: the units that move the next tokens most', () => {
    const rounded = (unit: string, block: number | null, divergence: number | null) => ({ unit, block, type: 'Q4_0', divergence });
    const roundings = [
      rounded('attention', 0, 0.01),
      rounded('mlp', 3, 0.3),
      rounded('embedding', null, 0.02),
      rounded('mlp', 1, null),
      rounded('mlp', 2, 0.001),
    ];
    const comparison = { metric: 'acc', benchmarks: ['facts'], leftOut: [], steps: [], texts: [] };
    const study = { model: 'm', blocks: 4, comparison, comparisons: [], prunings: [], ...READ, roundings };
    expect(
      describeStudy(study as unknown as StudyResult)
        .split('\n')
        .at(-1),
    ).toBe(
      'Q4_0: of 5 units rounded alone, it moves most mlp 3 (0.30 nats a token), embedding (0.020 nats a token) and attention 0 (0.010 nats a token)',
    );
  });
});

describe('texts that the model does not know', () => {
  const describeTexts = (known: readonly object[]) => {
    const comparison = { metric: 'acc', benchmarks: ['facts'], leftOut: [], steps: [], texts: [] };
    const study = {
      model: 'm',
      blocks: 8,
      comparison,
      comparisons: [],
      prunings: [],
      dense: { texts: known },
      roundings: [],
      textsLeftOut: ['austen', 'wikipedia'],
    };
    return describeStudy(study as unknown as StudyResult)
      .split('\n')
      .slice(1);
  };

  it('are named: they are the reason why no loss was measured', () => {
    expect(describeTexts([])).toEqual([
      'The model does not know the language of austen, wikipedia, so no loss was measured; name a text in its language.',
    ]);
    expect(describeTexts([{}])).toEqual(['left out, because the model does not know their language: austen, wikipedia']);
  });
});

describe('several texts in describeStudy', () => {
  const on = (chosenOn: string | null) => ({
    strategy: chosenOn === null ? 'reverse' : 'greedy-loss',
    chosenOn,
    removed: [2],
    draws: 1,
    retention: 0.9,
    retentionInterval: null,
    verdict: 'no-control',
  });
  const describeResults = (texts: readonly (string | null)[]) => {
    const steps = [{ removedCount: 1, control: null, results: texts.map(on) }];
    const study = {
      model: 'm',
      blocks: 8,
      comparison: { metric: 'acc', benchmarks: ['facts'], leftOut: [], steps, texts: [] },
      comparisons: [],
      prunings: [],
      ...READ,
    };
    return describeStudy(study as unknown as StudyResult)
      .split('\n')
      .slice(2)
      .map((line) => line.replace(/ +0\.900.*$/, '').trim());
  };

  it('are named if there are several, and not if there is one', () => {
    expect(describeResults(['novel', 'articles', null])).toEqual([
      '1 of 8  greedy-loss, chosen on novel',
      '1 of 8  greedy-loss, chosen on articles',
      '1 of 8  reverse',
    ]);
    expect(describeResults(['novel', null])).toEqual(['1 of 8  greedy-loss', '1 of 8  reverse']);
  });
});

describe('repairs in describeStudy', () => {
  it('say how they were solved: two settings of one kind are two tables', () => {
    const comparison = { metric: 'acc', benchmarks: ['facts'], leftOut: [], steps: [], texts: [] };
    const repaired = ['rank 64, tokens all, solved on a', 'rank 8, tokens all, solved on a'].map((setting) => ({
      units: ['block'],
      repair: 'low-rank',
      setting,
      ...comparison,
    }));
    const study = {
      model: 'm',
      blocks: 8,
      comparison,
      comparisons: repaired,
      prunings: [UNCHANGED, UNCHANGED],
      ...READ,
    } as unknown as StudyResult;
    expect(describeStudy(study).split('\n').slice(1)).toEqual([
      '',
      'block, repaired by low-rank (rank 64, tokens all, solved on a); the control is not repaired:',
      '',
      'block, repaired by low-rank (rank 8, tokens all, solved on a); the control is not repaired:',
    ]);
  });
});
