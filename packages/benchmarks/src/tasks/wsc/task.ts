import { defineTask } from '../../definition/define-task.ts';
import { splitWords } from '../../python/python-text.ts';
import { getInteger, getText, type Row } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

/** wsc of lm-evaluation-harness 0.4.13, version 1.0 (SuperGLUE). */
export const WSC = defineTask({
  name: 'wsc',
  version: '1.0',
  category: 'language',
  description: 'Whether a pronoun refers to a given noun (Winograd schemas of SuperGLUE)',
  chance: 0.5,
  source: hubSource('aps/super_glue', {
    configuration: 'wsc.fixed',
    files: { validation: ['wsc.fixed/validation-00000-of-00001.parquet'], train: ['wsc.fixed/train-00000-of-00001.parquet'] },
  }),
  split: 'validation',
  kind: 'choices',
  toItem: (row) => ({
    kind: 'choices',
    question:
      `Passage: ${writePassage(row)}\n` +
      `Question: In the passage above, does the pronoun "*${getText(row, 'span2_text')}*" refer to "*${getText(row, 'span1_text')}*"?\nAnswer:`,
    choices: ['no', 'yes'],
    gold: getInteger(row, 'label'),
  }),
  shots: { split: 'train', dropsOwnRow: true },
  metrics: [{ metric: 'acc' }],
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
