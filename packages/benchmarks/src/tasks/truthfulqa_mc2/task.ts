import { defineTruthfulQaTask } from '../define-truthfulqa-task.ts';

/** truthfulqa_mc2 of lm-evaluation-harness 0.4.13, version 3.0: the total probability of the true answers, which come first. */
export const TRUTHFULQA_MC2 = defineTruthfulQaTask({
  name: 'truthfulqa_mc2',
  version: '3.0',
  description: 'Questions that many people answer wrongly: how much probability the true answers get',
  targets: 'mc2_targets',
  // As in the harness, all answers before the first 0 are true.
  goldsOf: (labels) => labels.slice(0, labels.indexOf(0)).map((_, index) => index),
  metrics: [{ metric: 'acc', isProbabilityMass: true }],
});
