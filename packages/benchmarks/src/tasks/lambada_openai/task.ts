import { defineTask } from '../../definition/define-task.ts';
import { getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';

/** lambada_openai of lm-evaluation-harness 0.4.13, version 1.0. */
export const LAMBADA_OPENAI = defineTask({
  name: 'lambada_openai',
  version: '1.0',
  category: 'language',
  description: 'The last word of a passage that only the whole passage gives away',
  chance: null,
  source: hubSource('EleutherAI/lambada_openai', { configuration: 'default' }),
  split: 'test',
  kind: 'continuation',
  toItem: (row) => {
    // Only the space character separates words here.
    const words = getText(row, 'text').split(' ');
    return { kind: 'continuation', question: words.slice(0, -1).join(' '), target: ` ${words.at(-1)}` };
  },
  metrics: [{ metric: 'perplexity' }, { metric: 'acc' }],
});
