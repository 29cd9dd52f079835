import { defineTask } from '../../definition/define-task.ts';
import { capitalizeText, stripText } from '../../python/python-text.ts';
import { getInteger, getText, getTextList } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

/** hellaswag of lm-evaluation-harness 0.4.13, version 1.0. */
export const HELLASWAG = defineTask({
  name: 'hellaswag',
  version: '1.0',
  category: 'reasoning',
  description: 'Which of four endings continues an everyday scene',
  chance: 0.25,
  source: hubSource('Rowan/hellaswag', {
    revision: '218ec52e09a7e7462a5400043bb9a69a41d06b76',
    files: {
      validation: ['data/validation-00000-of-00001.parquet'],
      train: ['data/train-00000-of-00001.parquet'],
    },
  }),
  split: 'validation',
  kind: 'choices',
  toItem: (row) => ({
    kind: 'choices',
    question: cleanText(`${getText(row, 'activity_label')}: ${getText(row, 'ctx_a')} ${capitalizeText(getText(row, 'ctx_b'))}`),
    choices: getTextList(row, 'endings').map(cleanText),
    gold: getInteger(row, 'label'),
  }),
  shots: { split: 'train', dropsOwnRow: true },
  metrics: [{ metric: 'acc' }, { metric: 'acc_norm' }],
});

/**
 * The harness' clean-up in order: strip, " [title]" to ". ", removal of bracketed spans, and replacement of double spaces in a single pass. There is
 * no strip at the end, so a text may keep a leading or trailing space.
 */
function cleanText(text: string): string {
  return stripText(text)
    .replaceAll(' [title]', '. ')
    .replaceAll(/\[[^\n]*?\]/g, '')
    .replaceAll('  ', ' ');
}
