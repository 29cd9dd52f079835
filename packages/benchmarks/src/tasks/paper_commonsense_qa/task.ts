import { getNested, getText, getTextList } from '../../task/row.ts';
import { COMMONSENSE_QA } from '../commonsense_qa/task.ts';
import { defineWholeTextTask } from '../define-whole-text-task.ts';

/**
 * commonsense_qa in OpenCompass' template, without its eight examples: OpenCompass selects them with a retriever model, which is hard to reproduce.
 */
export const PAPER_COMMONSENSE_QA = defineWholeTextTask({
  name: 'paper_commonsense_qa',
  category: COMMONSENSE_QA.category,
  description: COMMONSENSE_QA.description,
  source: COMMONSENSE_QA.source,
  split: COMMONSENSE_QA.split,
  toTexts: (row) =>
    getTextList(getNested(row, 'choices'), 'text').map((answer) => `Question: ${getText(row, 'question')}\nAnswer: \n${answer}`),
  toGold: (row) => getTextList(getNested(row, 'choices'), 'label').indexOf(getText(row, 'answerKey')),
});
