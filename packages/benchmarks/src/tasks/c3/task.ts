import { getAt } from '@lamina/errors';
import { getText, getTextList } from '../../task/row.ts';
import { defineWholeTextTask } from '../define-whole-text-task.ts';
import { hubSource } from '../hub-source.ts';

/** C3 in OpenCompass' style. */
export const C3 = defineWholeTextTask({
  name: 'c3',
  category: 'understanding',
  description: 'Questions about Chinese dialogues and texts',
  source: hubSource('clue/clue', { configuration: 'c3' }),
  split: 'validation',
  toTexts: (row) => {
    const choices = getTextList(row, 'choice');
    // OpenCompass fills up to four choices with copies of the first; a copy never wins against the original.
    const filled = [...choices, ...Array.from({ length: Math.max(0, 4 - choices.length) }, () => getAt(choices, 0))];
    const question = `文章：${getTextList(row, 'context').join(' ')}\n问题：${getText(row, 'question')}`;
    return filled.map((choice) => `${question}\n答案：${choice}`);
  },
  toGold: (row) => getTextList(row, 'choice').indexOf(getText(row, 'answer')),
});
