import { describe, expect, it } from '@jest/globals';
import { createNumbers } from '../ui/numbers.ts';
import { describeCertainty, describeMeasurement, describeOtherLoss, describeRecommendation } from './describe-recommendation.ts';
import { toStudyInput } from './to-study-input.ts';
import { toSubmitHref } from './to-submit-href.ts';

const numbers = createNumbers('en');
const choice = {
  ...{ removed: [3, 4, 5], removedAttention: [], removedMlp: [7], repair: null, strategies: [], chosenOn: [], documents: 160 },
  command: 'lamina prune',
  ...{ loss: 0.04, lossInterval: { low: -0.002, high: 0.082 }, probabilityWithin: 0.68, correctedProbability: 0.999 },
  otherLoss: null,
  saves: { parameters: 1, parameterRatio: 0.1, bytes: null, cacheBytesPerToken: null, machine: null, prefill: null, decode: null },
  pruning: { id: 'id', lane: 'REPAIRED', artefact: null } as const,
};
const answer = { maximumLoss: 0.05, metric: 'average', benchmarks: ['a', 'b'], comparedCount: 12 };

describe('a recommendation in words', () => {
  it('names the units and the loss with its interval, and how likely it is', () => {
    expect(describeRecommendation({ ...answer, verdict: 'LIKELY', choice }, numbers)).toBe(
      'Most likely, remove blocks 3–5 and the MLP of 7: an estimated loss of 4 % (95 %: −0.2 % to 8.2 %) of the average retention over 2 benchmarks.',
    );
    expect(describeRecommendation({ ...answer, benchmarks: ['a'], verdict: 'LIKELY', choice }, numbers)).toMatch(
      / on a, the only measured benchmark that can show a loss\.$/,
    );
    const repaired = { ...choice, removedMlp: [], repair: 'LINEAR_FOLD' as const };
    expect(describeRecommendation({ ...answer, verdict: 'LIKELY', choice: repaired }, numbers)).toMatch(
      /^Most likely, remove blocks 3–5, repaired \(folded matrix\): an/,
    );
    expect(describeRecommendation({ ...answer, metric: 'perplexity', verdict: 'WITHIN', choice }, numbers)).toMatch(
      /^Remove .* in perplexity\.$/,
    );
    expect(describeCertainty(choice, answer, numbers)).toBe(
      '68 % that it loses at most 5 %; above 99 % after correction for 12 compared removals',
    );
    expect(describeCertainty({ ...choice, probabilityWithin: 1, correctedProbability: 0.9 }, answer, numbers)).toBe(
      'above 99 % that it loses at most 5 %; at least 90 % after correction for 12 compared removals',
    );
    expect(describeCertainty({ ...choice, correctedProbability: 0 }, answer, numbers)).toContain('; nothing sure after correction');
    expect(describeCertainty(choice, { ...answer, comparedCount: 1 }, numbers)).toBe('68 % that it loses at most 5 %');
  });

  it('says so if the answer is not known, and if nothing is within', () => {
    expect(describeRecommendation({ ...answer, verdict: 'UNMEASURED', choice: null }, numbers)).toMatch(/^It is not known .* 5 %/);
    expect(describeRecommendation({ ...answer, metric: 'facts', verdict: 'UNDECIDED', choice: null }, numbers)).toContain('5 % on facts');
    expect(describeRecommendation({ ...answer, verdict: 'BEYOND', choice: null }, numbers)).toContain('each of 12 removals');
  });
});

describe('what else a removal loses, in words', () => {
  it('is a ratio of perplexities, or a share of the scores', () => {
    const other = { metric: 'perplexity', benchmarks: ['book'], loss: 1.5, lossInterval: { low: 1.4, high: 1.604 } };
    expect(describeOtherLoss(other, numbers)).toBe('perplexity 2.50 times that of the whole model (95 %: 2.40 to 2.60)');
    expect(
      describeOtherLoss({ ...other, metric: 'average', benchmarks: ['a', 'b'], loss: 0.02, lossInterval: { low: 0, high: 0.04 } }, numbers),
    ).toBe('2 % (95 %: 0 % to 4 %) of the average retention over 2 benchmarks');
  });
});

describe('the study that would settle it', () => {
  it('is the form of a study, filled in', () => {
    const measure = {
      reason: '',
      counts: [1, 2],
      units: [['ATTENTION' as const], ['MLP' as const, 'ATTENTION' as const]],
      repairs: ['LINEAR_FOLD' as const],
      benchmarks: ['facts'],
      documents: 300,
      efficiency: true,
    };
    const href = toSubmitHref('lamina-llama-8', { ...measure, strategies: ['BLOCK_INFLUENCE', 'ANGULAR_SPAN', 'EXPLICIT'] });
    expect(Object.fromEntries(new URL(href, 'http://localhost').searchParams)).toEqual({
      models: 'lamina-llama-8',
      read: 'settled',
      strategies: 'block-influence,angular-span',
      units: 'attention,attention+mlp',
      counts: '1, 2',
      repairs: 'linear-fold',
      benchmarks: 'facts',
      limit: '300',
      extras: 'efficiency',
    });
  });

  it('is submitted with everything that is asked for', () => {
    const measure = {
      reason: 'x',
      counts: [3],
      units: [['BLOCK' as const]],
      repairs: ['LINEAR_FOLD' as const],
      benchmarks: ['facts'],
      documents: null,
      efficiency: false,
    };
    expect(toStudyInput('lamina-llama-8', { ...measure, strategies: ['GREEDY_LOSS'] }, 'austen')).toEqual({
      ...{ models: ['lamina-llama-8'], calibration: 'austen', until: {}, strategies: ['GREEDY_LOSS'], units: [['BLOCK']], counts: [3] },
      repairs: [{ kind: 'LINEAR_FOLD' }],
      ...{ benchmarks: ['facts'], limit: null, efficiency: false },
    });
  });

  it('is said with its numbers, its units and its strategies', () => {
    const measure = { reason: '', repairs: [], benchmarks: [], documents: null, efficiency: false };
    expect(describeMeasurement({ ...measure, counts: [1], units: [['BLOCK']], strategies: ['GREEDY_LOSS'] })).toBe(
      'Measure 1 block removed by greedy loss',
    );
    expect(
      describeMeasurement({ ...measure, repairs: ['LINEAR_FOLD'], counts: [2], units: [['BLOCK']], strategies: ['GREEDY_LOSS'] }),
    ).toBe('Measure 2 blocks removed by greedy loss, also repaired (folded matrix)');
    expect(
      describeMeasurement({ ...measure, counts: [1, 2], units: [['ATTENTION', 'MLP'], ['MLP']], strategies: ['REVERSE', 'SEQUENTIAL'] }),
    ).toMatch(/^Measure 1, 2 attentions and MLPs or MLPs removed by .+, .+$/);
  });
});
