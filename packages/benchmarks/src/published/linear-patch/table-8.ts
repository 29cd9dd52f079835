import type { PublishedRemoval } from '../published-result.ts';
import { LINEAR_PATCH_PAPER, type LinearPatchMethod } from './paper.ts';

/** The blocks `start` … `end` − 1. */
const run = (start: number, end: number): readonly number[] => Array.from({ length: end - start }, (_, place) => start + place);

type Row = readonly [model: string, blockCount: number, method: LinearPatchMethod | null, set: readonly number[]];

/** The transcription names no criterion for the rows with null. */
const ROWS: readonly Row[] = [
  ['Llama-2-7B', 32, 'ShortGPT, LLM-Streamline', run(23, 30)],
  ['Llama-2-7B', 32, null, run(21, 30)],
  ['Llama-2-7B', 32, 'SLEB', [10, 11, 14, 15, 23, 24, 27]],
  ['Llama-3-8B', 32, 'ShortGPT', run(22, 29)],
  ['Llama-3-8B', 32, 'ShortGPT', run(24, 29)],
  ['Llama-3-8B', 32, 'LLM-Streamline', run(23, 30)],
  ['Llama-3-8B', 32, 'LLM-Streamline', run(23, 28)],
  ['Llama-3-8B', 32, 'Taylor+', [23, 24, 25, 26, 27, 28, 29]],
  ['Llama-3-8B', 32, 'SLEB', [9, 10, 11, 12, 23, 25, 26]],
  ['Llama-2-13B', 40, null, run(28, 36)],
  ['Llama-2-13B', 40, null, run(26, 36)],
  ['Baichuan2-7B', 32, null, run(23, 30)],
  ['Baichuan2-7B', 32, null, run(22, 31)],
];

/** Table 8: the removed sets, 0-based. */
export const LINEAR_PATCH_TABLE_8: readonly PublishedRemoval[] = ROWS.map(([model, blockCount, method, order]) => ({
  paper: LINEAR_PATCH_PAPER.paper,
  url: LINEAR_PATCH_PAPER.url,
  table: '8',
  model,
  method,
  repair: null,
  blockCount,
  order,
  isOrdered: false,
  printedRatio: null,
  note: `A set of ${order.length} blocks without an order.${model === 'Llama-3-8B' ? ' The text of the paper links to Llama-3.1.' : ''}`,
}));
