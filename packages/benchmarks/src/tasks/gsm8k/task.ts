import { defineTask } from '../../definition/define-task.ts';
import { getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

const FALLBACK = '[invalid]';

/** gsm8k of lm-evaluation-harness 0.4.13, version 3.0: five examples, the number at the end of the answer read in two ways. */
export const GSM8K = defineTask({
  name: 'gsm8k',
  version: '3.0',
  category: 'reasoning',
  description: 'Grade-school arithmetic in words, answered step by step',
  chance: null,
  source: hubSource('openai/gsm8k', {
    configuration: 'main',
    revision: '740312add88f781978c0658806c59bc2815b9866',
    files: { test: ['main/test-00000-of-00001.parquet'], train: ['main/train-00000-of-00001.parquet'] },
  }),
  split: 'test',
  kind: 'generation',
  toItem: (row) => ({
    kind: 'generation',
    question: `Question: ${getText(row, 'question')}\nAnswer:`,
    references: [getText(row, 'answer')],
  }),
  shots: { count: 5, split: 'train' },
  until: ['Question:', '</s>', '<|im_end|>'],
  filters: [
    { name: 'strict-match', steps: [{ function: 'regex', pattern: '#### (\\-?[0-9\\.\\,]+)', groupSelect: 0, fallback: FALLBACK }] },
    {
      name: 'flexible-extract',
      steps: [{ function: 'regex', pattern: '(-?[$0-9.,]{2,})|(-?[0-9]+)', groupSelect: -1, fallback: FALLBACK }],
    },
  ],
  metrics: [{ metric: 'exact_match', exactMatch: { ignoreCase: true, regexesToIgnore: [',', '\\$', '(?s).*#### ', '\\.$'] } }],
});
