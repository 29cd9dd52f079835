import type { PublishedRemoval } from '../published-result.ts';
import { PRUNE_AND_COMP_PAPER, type PruneAndCompMethod } from './paper.ts';

type Row = readonly [model: string, blockCount: number, method: PruneAndCompMethod, order: readonly number[]];

const ROWS: readonly Row[] = [
  ['Llama-2-7B', 32, 'BI', [27, 26, 24, 28, 29, 25, 23, 22, 21]],
  ['Llama-2-7B', 32, 'PPL', [14, 12, 11, 24, 23, 10, 7]],
  ['Llama-3-8B', 32, 'BI', [25, 24, 26, 27, 23, 28, 22, 29, 20]],
  ['Llama-3-8B', 32, 'BI + Prune&Comp', [25, 26, 24, 23, 22, 20, 28]],
  ['Llama-3-8B', 32, 'Taylor+', [29, 28, 27, 26, 25, 24, 23]],
  ['Llama-2-13B', 40, 'BI', [33, 32, 31, 30, 29, 34, 35, 28, 27, 36, 26, 25]],
  ['Qwen3-8B', 36, 'BI', [20, 21, 2, 17, 16, 18, 19]],
  ['Qwen3-8B', 36, 'PPL', [21, 20, 15, 17, 16, 19, 18]],
  // The paper gives this one as a range, 26–32.
  ['Qwen3-8B', 36, 'contiguous-last', [26, 27, 28, 29, 30, 31, 32]],
  ['Qwen3-8B', 36, 'Magnitude+', [4, 19, 21, 18, 20, 15, 17]],
  ['Qwen3-8B', 36, 'Taylor+', [4, 29, 26, 27, 30, 28, 31]],
];

/** The removal orders, 0-based. */
export const PRUNE_AND_COMP_REMOVALS: readonly PublishedRemoval[] = ROWS.map(([model, blockCount, method, order]) => {
  const isOrdered = method !== 'contiguous-last';
  return {
    paper: PRUNE_AND_COMP_PAPER.paper,
    url: PRUNE_AND_COMP_PAPER.url,
    table: 'removal orders',
    model,
    method,
    repair: PRUNE_AND_COMP_PAPER.methods[method].repair,
    blockCount,
    order,
    isOrdered,
    printedRatio: null,
    note: isOrdered ? `${order.length} blocks in the order of their removal.` : `A run of ${order.length} blocks without an order.`,
  };
});
