import { defineTask } from '../../definition/define-task.ts';
import { getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';
import { detokenizeWikitext } from './detokenize-wikitext.ts';

/** wikitext of lm-evaluation-harness 0.4.13, version 2.0: the detokenized page is predicted; words and bytes are counted in the original. */
export const WIKITEXT = defineTask({
  name: 'wikitext',
  version: '2.0',
  category: 'understanding',
  description: 'How well whole encyclopedia pages are predicted',
  chance: null,
  source: hubSource('EleutherAI/wikitext_document_level', { configuration: 'wikitext-2-raw-v1' }),
  split: 'test',
  kind: 'text',
  toItem: (row) => {
    const page = getText(row, 'page');
    return { kind: 'text', text: detokenizeWikitext(page), countedText: page };
  },
  shots: { count: 0 },
  metrics: [{ metric: 'word_perplexity' }, { metric: 'byte_perplexity' }, { metric: 'bits_per_byte' }],
});
