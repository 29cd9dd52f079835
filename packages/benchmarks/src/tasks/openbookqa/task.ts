import { defineTask } from '../../definition/define-task.ts';
import { lstripText } from '../../python/python-text.ts';
import { getNested, getText, getTextList } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

/** openbookqa of lm-evaluation-harness 0.4.13, version 1.0. */
export const OPENBOOKQA = defineTask({
  name: 'openbookqa',
  version: '1.0',
  category: 'knowledge',
  description: 'Elementary science questions that need a fact and common knowledge',
  chance: 0.25,
  source: hubSource('allenai/openbookqa', { configuration: 'main' }),
  split: 'test',
  kind: 'choices',
  toItem: (row) => {
    const options = getNested(row, 'choices');
    return {
      kind: 'choices',
      question: getText(row, 'question_stem'),
      choices: getTextList(options, 'text'),
      gold: getTextList(options, 'label').indexOf(lstripText(getText(row, 'answerKey'))),
    };
  },
  shots: { split: 'train' },
  metrics: [{ metric: 'acc' }, { metric: 'acc_norm' }],
});
