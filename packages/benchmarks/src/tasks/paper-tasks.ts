import type { TaskDefinition } from '../definition/task-definition.ts';
import { getInteger, getNested, getText, getTextList, type Row } from '../task/row.ts';
import { BOOLQ } from './boolq/task.ts';
import { COMMONSENSE_QA } from './commonsense_qa/task.ts';
import { defineWholeTextTask } from './define-whole-text-task.ts';
import { HELLASWAG } from './hellaswag/task.ts';
import { PIQA } from './piqa/task.ts';
import { WSC } from './wsc/task.ts';

/** boolq in OpenCompass' style. */
export const PAPER_BOOLQ = defineWholeTextTask({
  name: 'paper_boolq',
  ...dataOf(BOOLQ),
  toTexts: (row) => ['No', 'Yes'].map((answer) => `${getText(row, 'passage')}\nQuestion: ${getText(row, 'question')}?\n${answer}`),
  toGold: (row) => getInteger(row, 'label'),
});

/** piqa in OpenCompass' style. */
export const PAPER_PIQA = defineWholeTextTask({
  name: 'paper_piqa',
  ...dataOf(PIQA),
  toTexts: (row) =>
    ['sol1', 'sol2'].map((column) => `The following makes sense: \nQ: ${getText(row, 'goal')}\nA: ${getText(row, column)}\n`),
  toGold: (row) => getInteger(row, 'label'),
});

/**
 * commonsense_qa in OpenCompass' template, without its eight examples: OpenCompass selects them with a retriever model, which is hard to reproduce.
 */
export const PAPER_COMMONSENSE_QA = defineWholeTextTask({
  name: 'paper_commonsense_qa',
  ...dataOf(COMMONSENSE_QA),
  toTexts: (row) =>
    getTextList(getNested(row, 'choices'), 'text').map((answer) => `Question: ${getText(row, 'question')}\nAnswer: \n${answer}`),
  toGold: (row) => getTextList(getNested(row, 'choices'), 'label').indexOf(getText(row, 'answerKey')),
});

/** hellaswag in OpenCompass' style: the harness' cleaned texts without the activity, with the ending on a separate line. */
export const PAPER_HELLASWAG = defineWholeTextTask({
  name: 'paper_hellaswag',
  ...dataOf(HELLASWAG),
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

/** wsc in OpenCompass' style: noun and pronoun marked in the passage, answer A (yes) or B (no). */
export const PAPER_WSC = defineWholeTextTask({
  name: 'paper_wsc',
  ...dataOf(WSC),
  toTexts: (row) => {
    const [noun, pronoun] = [getText(row, 'span1_text'), getText(row, 'span2_text')];
    const question = `Passage: ${markPassage(row)}\nDoes the pronoun # ${pronoun} # refer to * ${noun} *?\nA. Yes\nB. No\nAnswer: `;
    return ['A', 'B'].map((letter) => `${question}\n${letter}`);
  },
  toGold: (row) => (getInteger(row, 'label') === 1 ? 0 : 1),
});

/** Words are separated by single spaces; the marked words come from the spans, not from the text. */
function markPassage(row: Row): string {
  const words = getText(row, 'text').split(' ');
  const noun = { text: getText(row, 'span1_text'), start: getInteger(row, 'span1_index'), mark: '*' };
  const pronoun = { text: getText(row, 'span2_text'), start: getInteger(row, 'span2_index'), mark: '#' };
  return words
    .flatMap((word, place) => {
      const span = [noun, pronoun].find(({ start, text }) => place >= start && place < start + text.split(' ').length);
      if (span === undefined) return [word];
      return place === span.start ? [`${span.mark} ${span.text} ${span.mark}`] : [];
    })
    .join(' ');
}

/** What a task shares with the harness' task on the same data. */
function dataOf({ category, description, source, split }: TaskDefinition) {
  return { category, description, source, split };
}
