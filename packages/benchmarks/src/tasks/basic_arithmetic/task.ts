import { getAt } from '@lamina/errors';
import { defineTask } from '../../definition/define-task.ts';
import { getNested, getText, getTextList, type Row } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

/** Solved examples in the form of the data set's rows; none of them is in it. */
const EXAMPLES: readonly Row[] = [
  writeExample('34 + 25', '59'),
  writeExample('81 - 6', '75'),
  writeExample('7 + 88', '95'),
  writeExample('52 - 70', '-18'),
  writeExample('16 + 67', '83'),
];

/** Sums and differences that the model writes out. Answers are short, so studies that compare many pruned models can generate them. */
export const BASIC_ARITHMETIC = defineTask({
  name: 'basic_arithmetic',
  version: '1.0',
  category: 'reasoning',
  description: 'Sums and differences of small numbers, written out by the model',
  chance: null,
  source: hubSource('allenai/basic_arithmetic', {
    revision: '2d2dd39418ba88d2d4c8dbe6619050229ed4fe2f',
    files: { validation: ['validation.jsonl'] },
  }),
  split: 'validation',
  kind: 'generation',
  toItem: (row) => ({ kind: 'generation', question: getText(row, 'question'), references: [readAnswer(row)] }),
  shots: { count: EXAMPLES.length, sampler: 'first_n', samples: EXAMPLES, split: null },
  until: ['\n', '</s>'],
  maxTokens: 8,
  filters: [{ name: 'first-number', steps: [{ function: 'regex', pattern: '^\\s*(-?[0-9]+)', groupSelect: 0, fallback: '[invalid]' }] }],
  metrics: [{ metric: 'exact_match' }],
});

function readAnswer(row: Row): string {
  const choices = getNested(row, 'choices');
  return getAt(getTextList(choices, 'text'), getTextList(choices, 'label').indexOf(getText(row, 'answerKey')));
}

function writeExample(sum: string, answer: string): Row {
  return { question: `Calculate ${sum} =`, choices: { text: [answer], label: ['A'] }, answerKey: 'A' };
}
