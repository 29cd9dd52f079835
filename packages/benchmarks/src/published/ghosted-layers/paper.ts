import { BLOCKS_ONLY, type PublishedPaper, repairedBlocks } from '../published-paper.ts';

const METHODS = {
  'LLM-Streamline': BLOCKS_ONLY,
  'LLM-Streamline + LinearPatch-D': repairedBlocks('LinearPatch-D, diagonal'),
  'LLM-Streamline + LinearPatch-R': repairedBlocks('LinearPatch-R, rotated'),
  'LLM-Streamline + Ghosted Layers': repairedBlocks('Ghosted Layers'),
  'ShortGPT + LinearPatch-D': repairedBlocks('LinearPatch-D, diagonal'),
  'ShortGPT + LinearPatch-R': repairedBlocks('LinearPatch-R, rotated'),
  'ShortGPT + Ghosted Layers': repairedBlocks('Ghosted Layers'),
} as const;

export type GhostedLayersMethod = keyof typeof METHODS;

/**
 * The paper of these tables. The README of the repository was read, not the paper; so tables are named by their subject. Left out, because they come
 * from a third party's note or cannot be told from it: the ReplaceMe rows, perplexities of the dense model and of removal only, perplexities without
 * 11 blocks, calibration sizes, and times.
 */
export const GHOSTED_LAYERS_PAPER: PublishedPaper<GhostedLayersMethod> = {
  paper: 'Ghosted Layers: Unconstrained Activation Alignment for Recovering Layer-Pruned LLMs (v2)',
  url: 'https://arxiv.org/abs/2605.15491v2',
  methods: METHODS,
};
