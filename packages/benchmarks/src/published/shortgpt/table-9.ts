import type { PublishedRemoval } from '../published-result.ts';
import { SHORTGPT_PAPER } from './paper.ts';

/** Table 9: the blocks that the paper removed, most redundant first, 0-based. Every set is a run of consecutive blocks. */
export const SHORTGPT_TABLE_9: readonly PublishedRemoval[] = (
  [
    [
      'Llama-2-7B',
      32,
      [27, 26, 25, 28, 24, 29, 23, 21, 22],
      0.271,
      '9 of 32 blocks are 28.1 % of the blocks and 27.03 % of the parameters.',
    ],
    [
      'Llama-2-13B',
      40,
      [33, 31, 32, 30, 29, 34, 28, 35, 27, 26],
      0.246,
      '10 of 40 blocks are 25.0 % of the blocks and 24.37 % of the parameters.',
    ],
    ['Baichuan2-7B', 32, [26, 27, 25, 28, 24, 29, 23, 22, 30], 0.242, '9 of 32 blocks are 28.1 % of the blocks.'],
    ['Baichuan2-13B', 40, [32, 31, 33, 30, 34, 29, 28, 35, 27, 26], 0.247, '10 of 40 blocks are 25.0 % of the blocks.'],
  ] as const
).map(([model, blockCount, order, printedRatio, note]) => ({
  paper: SHORTGPT_PAPER.paper,
  url: SHORTGPT_PAPER.url,
  table: '9',
  model,
  method: 'ShortGPT',
  repair: null,
  blockCount,
  order,
  isOrdered: true,
  printedRatio,
  note,
}));
