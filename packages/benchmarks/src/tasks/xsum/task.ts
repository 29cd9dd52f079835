import { defineTask } from '../../definition/define-task.ts';
import { getText } from '../../task/row.ts';
import { OPENCOMPASS_VERSION } from '../define-whole-text-task.ts';
import { hubSource } from '../hub-source.ts';

/** XSum in OpenCompass' style: a one-line summary, ROUGE-1 against the reference. The paper uses the first 1,000 rows (`limit`). */
export const XSUM = defineTask({
  name: 'xsum',
  version: OPENCOMPASS_VERSION,
  category: 'understanding',
  description: 'News articles summarized in one sentence',
  chance: null,
  source: hubSource('EdinburghNLP/xsum', { files: { validation: ['data/validation-00000-of-00001.parquet'] } }),
  split: 'validation',
  kind: 'generation',
  toItem: (row) => ({
    kind: 'generation',
    question: `Document：${getText(row, 'document')}\nBased on the previous text, provide a brief single summary:`,
    references: [getText(row, 'summary')],
  }),
  shots: { count: 0 },
  until: [],
  maxTokens: 100,
  // The first line that is not empty.
  filters: [{ name: 'first-line', steps: [{ function: 'regex', pattern: '\\S[^\\n]*', groupSelect: 0, fallback: '' }] }],
  metrics: [{ metric: 'rouge1' }],
});
