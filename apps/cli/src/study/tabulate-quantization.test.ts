import { describe, expect, it } from '@jest/globals';
import type { StudyEvaluation, StudyResult } from './read-study.ts';
import { tabulateQuantization } from './tabulate-quantization.ts';

const evaluationOf = (benchmark: string, metric: string, value: number) => ({ benchmark, metric, value }) as StudyEvaluation;

describe('tabulateQuantization', () => {
  it('has every benchmark by the metric that averages count, written answers that two filters read among them', () => {
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
});
