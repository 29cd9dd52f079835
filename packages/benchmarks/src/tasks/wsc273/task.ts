import { defineTask } from '../../definition/define-task.ts';
import { splitWords } from '../../python/python-text.ts';
import { getInteger, getText, getTextList } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

const POSSESSIVES = ['my', 'his', 'her', 'our', 'their'];
const CAPITALISED = ['A', 'An', 'The', 'She', 'He', 'It', 'They', 'My', 'His', 'Her', 'Their'];

/**
 * wsc273 of lm-evaluation-harness 0.4.13, version 1.0: the pronoun is replaced by each noun, and the likelihoods of the rest of the sentence are
 * compared.
 */
export const WSC273 = defineTask({
  name: 'wsc273',
  version: '1.0',
  category: 'language',
  description: 'Which of two nouns a pronoun stands for (Winograd schemas)',
  chance: 0.5,
  source: hubSource('lighteval/winograd_wsc', { configuration: 'wsc273' }),
  split: 'test',
  kind: 'inputs',
  toItem: (row) => {
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
  },
  metrics: [{ metric: 'acc' }],
});

/** Adds the pronoun's possessive ending to a noun, and makes its first letter lower-case inside a sentence. */
function fitOption(option: string, { pronoun, place, text }: { pronoun: string; place: number; text: readonly string[] }): string {
  const fitted = POSSESSIVES.includes(pronoun.toLowerCase()) ? `${option}'s` : option;
  const [first = ''] = splitWords(fitted);
  const isSentenceStart = text.at(place - 2) === '.';
  return !isSentenceStart && CAPITALISED.includes(first) ? fitted.replaceAll(first, first.toLowerCase()) : fitted;
}
