import { getInteger, getText, type Row } from '../../task/row.ts';
import { defineWholeTextTask } from '../define-whole-text-task.ts';
import { WSC } from '../wsc/task.ts';

/** wsc in OpenCompass' style: noun and pronoun marked in the passage, answer A (yes) or B (no). */
export const PAPER_WSC = defineWholeTextTask({
  name: 'paper_wsc',
  category: WSC.category,
  description: WSC.description,
  source: WSC.source,
  split: WSC.split,
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
