import { getInteger, getText } from '../../task/row.ts';
import { BOOLQ } from '../boolq/task.ts';
import { defineWholeTextTask } from '../define-whole-text-task.ts';

/** boolq in OpenCompass' style. */
export const PAPER_BOOLQ = defineWholeTextTask({
  name: 'paper_boolq',
  category: BOOLQ.category,
  description: BOOLQ.description,
  source: BOOLQ.source,
  split: BOOLQ.split,
  toTexts: (row) => ['No', 'Yes'].map((answer) => `${getText(row, 'passage')}\nQuestion: ${getText(row, 'question')}?\n${answer}`),
  toGold: (row) => getInteger(row, 'label'),
});
