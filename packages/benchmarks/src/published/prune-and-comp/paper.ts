import { BLOCKS_ONLY, NO_UNIT, type PublishedPaper, repairedBlocks } from '../published-paper.ts';

const COMPENSATED = repairedBlocks('Prune&Comp magnitude compensation');

const METHODS = {
  dense: NO_UNIT,
  BI: BLOCKS_ONLY,
  PPL: BLOCKS_ONLY,
  'contiguous-last': BLOCKS_ONLY,
  'Magnitude+': BLOCKS_ONLY,
  'Taylor+': BLOCKS_ONLY,
  'BI + Prune&Comp': COMPENSATED,
  'PPL + Prune&Comp': COMPENSATED,
  'contiguous-last + Prune&Comp': COMPENSATED,
  'Magnitude+ + Prune&Comp': COMPENSATED,
  'Taylor+ + Prune&Comp': COMPENSATED,
  'BI, one-shot': BLOCKS_ONLY,
  'BI, iterative': BLOCKS_ONLY,
  'BI, one-shot + compensation': COMPENSATED,
  'BI, iterative + compensation': COMPENSATED,
} as const;

export type PruneAndCompMethod = keyof typeof METHODS;

/**
 * The paper of these tables. The appendix and the README of the repository were read, not the body of the paper; so tables are named by their subject.
 * Left out:
 * - Table 2 of the appendix: its Llama-2-7B rows repeat a score in two columns, so their average is wrong.
 * - The table of accuracies in the README: it has percentages of the dense mean under the heading of the mean.
 * - Table 5: its caption names 7 removed blocks and its numbers are those of 5.
 * - Magnitude+ on Qwen3-8B: the transcription does not say how many blocks were removed.
 */
export const PRUNE_AND_COMP_PAPER: PublishedPaper<PruneAndCompMethod> = {
  paper: 'Prune&Comp: Free Lunch for Layer-Pruned LLMs via Iterative Pruning with Magnitude Compensation',
  url: 'https://arxiv.org/abs/2507.18212',
  methods: METHODS,
};
