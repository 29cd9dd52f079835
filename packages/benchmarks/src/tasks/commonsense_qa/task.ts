import { defineTask } from '../../definition/define-task.ts';
import { stripText } from '../../python/python-text.ts';
import { getNested, getText, getTextList } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';
import { LETTERS, writeLetteredQuestion } from '../write-lettered-question.ts';

/** commonsense_qa of lm-evaluation-harness 0.4.13 (which gives it no version). */
export const COMMONSENSE_QA = defineTask({
  name: 'commonsense_qa',
  version: '0',
  category: 'knowledge',
  description: 'Common-sense questions with five options',
  chance: 0.2,
  source: hubSource('tau/commonsense_qa', {
    revision: '94630fe30dad47192a8546eb75f094926d47e155',
    files: { validation: ['data/validation-00000-of-00001.parquet'], train: ['data/train-00000-of-00001.parquet'] },
  }),
  split: 'validation',
  kind: 'choices',
  toItem: (row) => {
    const options = getTextList(getNested(row, 'choices'), 'text').slice(0, LETTERS.length);
    return {
      kind: 'choices',
      question: writeLetteredQuestion(`Question: ${stripText(getText(row, 'question'))}`, options, 'Answer:'),
      choices: LETTERS,
      gold: LETTERS.indexOf(getText(row, 'answerKey')),
    };
  },
  shots: { split: 'train', dropsOwnRow: true },
  metrics: [{ metric: 'acc' }],
});
