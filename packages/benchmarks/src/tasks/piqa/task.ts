import { defineTask } from '../../definition/define-task.ts';
import { getInteger, getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

/** piqa of lm-evaluation-harness 0.4.13, version 1.0. */
export const PIQA = defineTask({
  name: 'piqa',
  version: '1.0',
  category: 'reasoning',
  description: 'Which of two ways reaches a physical goal',
  chance: 0.5,
  source: hubSource('baber/piqa', { files: { validation: ['piqa_validation.parquet'] } }),
  split: 'validation',
  kind: 'choices',
  toItem: (row) => ({
    kind: 'choices',
    question: `Question: ${getText(row, 'goal')}\nAnswer:`,
    choices: [getText(row, 'sol1'), getText(row, 'sol2')],
    gold: getInteger(row, 'label'),
  }),
  shots: { split: 'train', dropsOwnRow: true },
  metrics: [{ metric: 'acc' }, { metric: 'acc_norm' }],
});
