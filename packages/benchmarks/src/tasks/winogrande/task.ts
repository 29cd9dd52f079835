import { defineTask } from '../../definition/define-task.ts';
import { stripText } from '../../python/python-text.ts';
import { getInteger, getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

/** winogrande of lm-evaluation-harness 0.4.13, version 1.0: the two sentence beginnings are compared by the likelihood of their common ending. */
export const WINOGRANDE = defineTask({
  name: 'winogrande',
  version: '1.0',
  category: 'reasoning',
  description: 'Which of two nouns a blank stands for',
  chance: 0.5,
  source: hubSource('allenai/winogrande', {
    configuration: 'winogrande_xl',
    revision: '01e74176c63542e6b0bcb004dcdea22d94fb67b5',
    files: {
      validation: ['winogrande_xl/validation-00000-of-00001.parquet'],
      train: ['winogrande_xl/train-00000-of-00001.parquet'],
    },
  }),
  split: 'validation',
  kind: 'inputs',
  toItem: (row) => {
    const sentence = getText(row, 'sentence');
    const blank = sentence.indexOf('_');
    return {
      kind: 'inputs',
      choices: [getText(row, 'option1'), getText(row, 'option2')].map((option) => sentence.slice(0, blank) + option),
      continuation: stripText(sentence.slice(blank + 1)),
      gold: getInteger(row, 'answer') - 1,
    };
  },
  shots: { split: 'train', dropsOwnRow: true },
  metrics: [{ metric: 'acc' }],
});
