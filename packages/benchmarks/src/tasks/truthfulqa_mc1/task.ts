import { defineTruthfulQaTask } from '../define-truthfulqa-task.ts';

/** truthfulqa_mc1 of lm-evaluation-harness 0.4.13, version 2.0: one answer is true, and it is the first in the data. */
export const TRUTHFULQA_MC1 = defineTruthfulQaTask({
  name: 'truthfulqa_mc1',
  version: '2.0',
  description: 'Questions that many people answer wrongly: is the true answer the likeliest',
  targets: 'mc1_targets',
  goldsOf: () => [0],
  metrics: [{ metric: 'acc' }],
});
