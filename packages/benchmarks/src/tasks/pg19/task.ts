import { defineTask } from '../../definition/define-task.ts';
import { getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

/** Perplexity of whole books. The harness has no such task; its rolling windows are used. */
export const PG19 = defineTask({
  name: 'pg19',
  version: '1',
  category: 'understanding',
  description: 'How well whole books from before 1919 are predicted',
  chance: null,
  source: hubSource('emozilla/pg19-test'),
  split: 'test',
  kind: 'text',
  toItem: (row) => ({ kind: 'text', text: getText(row, 'text') }),
  shots: { count: 0 },
  metrics: [{ metric: 'word_perplexity' }, { metric: 'byte_perplexity' }, { metric: 'bits_per_byte' }],
});
