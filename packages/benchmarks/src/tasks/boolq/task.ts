import { defineTask } from '../../definition/define-task.ts';
import { getInteger, getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

/** boolq of lm-evaluation-harness 0.4.13, version 2.0. */
export const BOOLQ = defineTask({
  name: 'boolq',
  version: '2.0',
  category: 'knowledge',
  description: 'Yes-or-no questions about a passage',
  chance: 0.5,
  source: hubSource('aps/super_glue', {
    configuration: 'boolq',
    files: { validation: ['boolq/validation-00000-of-00001.parquet'], train: ['boolq/train-00000-of-00001.parquet'] },
  }),
  split: 'validation',
  kind: 'choices',
  toItem: (row) => ({
    kind: 'choices',
    question: `${getText(row, 'passage')}\nQuestion: ${getText(row, 'question')}?\nAnswer:`,
    choices: ['no', 'yes'],
    gold: getInteger(row, 'label'),
  }),
  shots: { split: 'train', dropsOwnRow: true },
  metrics: [{ metric: 'acc' }],
});
