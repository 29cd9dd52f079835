import { describe, expect, it } from '@jest/globals';
import type { StudyEvaluation, StudyResult } from './read-study.ts';
import { tabulateQuantization } from './tabulate-quantization.ts';

const evaluationOf = (benchmark: string, metric: string, value: number) => ({ benchmark, metric, value }) as StudyEvaluation;

describe('tabulateQuantization', () => {
  it('has every benchmark by its headline metric, written answers that two filters read among them', () => {
    const evaluations = [
      evaluationOf('piqa', 'acc', 0.7),
      evaluationOf('piqa', 'acc_norm', 0.8),
      evaluationOf('gsm8k', 'exact_match,strict-match', 0.4),
      evaluationOf('gsm8k', 'exact_match,flexible-extract', 0.5),
      evaluationOf('wikitext', 'word_perplexity', 20),
    ];
    const study = {
      model: 'm',
      facts: { precision: 'fp32' },
      dense: { evaluations },
      prunings: [],
      efficiency: [],
    } as unknown as StudyResult;
    expect(tabulateQuantization(study, []).map(({ values }) => values)).toEqual([
      { 'piqa acc': 0.7, 'gsm8k exact_match,strict-match': 0.4, 'wikitext word_perplexity': 20 },
    ]);
  });

  it('takes the speed of another removal of as many blocks, and never that of a repaired one', () => {
    const measured = (removed: readonly number[], repair: string | null, weightsBytes: number) => ({
      ...{ removed, repair, batch: 1, weightsBytes },
      ...{ prefillTokensPerSecond: { median: 1 }, decodeTokensPerSecond: null },
    });
    const study = {
      ...{ model: 'm', facts: { precision: 'fp32' }, dense: { evaluations: [] } },
      prunings: [{ strategy: 'reverse', units: ['block'], repair: null, removed: [2], evaluations: [] }],
      efficiency: [measured([], null, 30), measured([2], 'linear', 25), measured([3], null, 20)],
    } as unknown as StudyResult;
    expect(tabulateQuantization(study, []).map(({ weightsBytes }) => weightsBytes)).toEqual([30, 20]);
  });
});
