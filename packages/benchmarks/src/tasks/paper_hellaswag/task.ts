import { defineWholeTextTask } from '../define-whole-text-task.ts';
import { HELLASWAG } from '../hellaswag/task.ts';

/** hellaswag in OpenCompass' style: the harness' cleaned texts without the activity, with the ending on a separate line. */
export const PAPER_HELLASWAG = defineWholeTextTask({
  name: 'paper_hellaswag',
  category: HELLASWAG.category,
  description: HELLASWAG.description,
  source: HELLASWAG.source,
  split: HELLASWAG.split,
  toTexts: (row) => {
    const item = HELLASWAG.toItem(row);
    if (item.kind !== 'choices') return [];
    // The text after the second ": ", or after the only one.
    const parts = item.question.split(': ');
    const context = parts.slice(Math.min(2, parts.length - 1)).join(': ');
    return item.choices.map((ending) => `${context}\n${ending}`);
  },
  toGold: (row) => Number(row.label),
});
