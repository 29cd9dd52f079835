import type { TaskDefinition } from '../definition/task-definition.ts';
import { splitWords, stripText } from '../python/python-text.ts';
import { getInteger, getText, getTextList, type Row } from '../task/row.ts';

type ToItem = TaskDefinition['toItem'];

/** The two sentence beginnings are compared by the likelihood of their common ending (harness 0.4.13, winogrande). */
export const toWinograndeItem: ToItem = (row) => {
  const sentence = getText(row, 'sentence');
  const blank = sentence.indexOf('_');
  return {
    kind: 'inputs',
    choices: [getText(row, 'option1'), getText(row, 'option2')].map((option) => sentence.slice(0, blank) + option),
    continuation: stripText(sentence.slice(blank + 1)),
    gold: getInteger(row, 'answer') - 1,
  };
};

/** Noun and pronoun in the passage, answered by no or yes (harness 0.4.13, wsc of SuperGLUE). */
export const toWscItem: ToItem = (row) => ({
  kind: 'choices',
  question:
    `Passage: ${writePassage(row)}\n` +
    `Question: In the passage above, does the pronoun "*${getText(row, 'span2_text')}*" refer to "*${getText(row, 'span1_text')}*"?\nAnswer:`,
  choices: ['no', 'yes'],
  gold: getInteger(row, 'label'),
});

/** The passage with its pronoun between asterisks; the data give the pronoun's position as a word index. */
function writePassage(row: Row): string {
  const text = getText(row, 'text');
  const pronoun = getText(row, 'span2_text');
  const before = splitWords(text).slice(0, getInteger(row, 'span2_index')).join(' ');
  const after = [...text].slice([...before].length + [...pronoun].length + 1).join('');
  return detokenize(`${before} *${pronoun}*${after}`);
}

/** Source: lm-evaluation-harness 0.4.13, lm_eval/utils.py, general_detokenize. */
function detokenize(text: string): string {
  return text
    .replaceAll(" n't", "n't")
    .replaceAll(' )', ')')
    .replaceAll('( ', '(')
    .replaceAll('" ', '"')
    .replaceAll(' "', '"')
    .replaceAll(/ (['.,])/g, '$1');
}

/** wsc in OpenCompass' style: noun and pronoun marked in the passage, answer A (yes) or B (no). */
export const toPaperWscItem: ToItem = (row) => ({
  kind: 'choices',
  question: `Passage: ${markPassage(row)}\nDoes the pronoun # ${getText(row, 'span2_text')} # refer to * ${getText(row, 'span1_text')} *?\nA. Yes\nB. No\nAnswer: \n`,
  choices: ['A', 'B'],
  gold: getInteger(row, 'label') === 1 ? 0 : 1,
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

const POSSESSIVES = ['my', 'his', 'her', 'our', 'their'];
const CAPITALISED = ['A', 'An', 'The', 'She', 'He', 'It', 'They', 'My', 'His', 'Her', 'Their'];

/** The pronoun is replaced by each noun, and the likelihoods of the rest of the sentence are compared (harness 0.4.13, wsc273). */
export const toWsc273Item: ToItem = (row) => {
  // Double spaces are removed, but the pronoun's position is used as given in the data, as in the harness. Positions count code points.
  const text = [...getText(row, 'text').replaceAll('  ', ' ')];
  const pronoun = getText(row, 'pronoun');
  const place = getInteger(row, 'pronoun_loc');
  return {
    kind: 'inputs',
    choices: getTextList(row, 'options').map((option) => text.slice(0, place).join('') + fitOption(option, { pronoun, place, text })),
    continuation: text.slice(place + [...pronoun].length).join(''),
    gold: getInteger(row, 'label'),
  };
};

/** Adds the pronoun's possessive ending to a noun, and makes its first letter lower-case inside a sentence. */
function fitOption(option: string, { pronoun, place, text }: { pronoun: string; place: number; text: readonly string[] }): string {
  const fitted = POSSESSIVES.includes(pronoun.toLowerCase()) ? `${option}'s` : option;
  const [first = ''] = splitWords(fitted);
  const isSentenceStart = text.at(place - 2) === '.';
  return !isSentenceStart && CAPITALISED.includes(first) ? fitted.replaceAll(first, first.toLowerCase()) : fitted;
}
