import { BLOCKS_ONLY, NO_UNIT, type PublishedPaper, repairedBlocks } from '../published-paper.ts';

const METHODS = {
  dense: NO_UNIT,
  // These narrow layers instead of removing them.
  'LLM-Pruner': NO_UNIT,
  SliceGPT: NO_UNIT,
  LaCo: repairedBlocks('merged into kept blocks'),
  ShortGPT: BLOCKS_ONLY,
  'ShortGPT with trained replacements': repairedBlocks('trained replacement of each removed block'),
  'without the last block': BLOCKS_ONLY,
  'without the last block’s attention': { unit: 'attention', repair: null },
  'without the last block’s feed-forward network': { unit: 'mlp', repair: null },
  '4-bit only': NO_UNIT,
  'removal only': BLOCKS_ONLY,
  'quantized, then removed': BLOCKS_ONLY,
  'removed, then quantized': BLOCKS_ONLY,
} as const;

export type ShortGptMethod = keyof typeof METHODS;

/** The paper of these tables, and its version. */
export const SHORTGPT_PAPER: PublishedPaper<ShortGptMethod> = {
  paper: 'ShortGPT: Layers in Large Language Models are More Redundant Than You Expect (v3)',
  url: 'https://arxiv.org/abs/2403.03853v3',
  methods: METHODS,
};
