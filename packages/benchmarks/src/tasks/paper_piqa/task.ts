import { getInteger, getText } from '../../task/row.ts';
import { defineWholeTextTask } from '../define-whole-text-task.ts';
import { PIQA } from '../piqa/task.ts';

/** piqa in OpenCompass' style. */
export const PAPER_PIQA = defineWholeTextTask({
  name: 'paper_piqa',
  category: PIQA.category,
  description: PIQA.description,
  source: PIQA.source,
  split: PIQA.split,
  toTexts: (row) =>
    ['sol1', 'sol2'].map((column) => `The following makes sense: \nQ: ${getText(row, 'goal')}\nA: ${getText(row, column)}\n`),
  toGold: (row) => getInteger(row, 'label'),
});
