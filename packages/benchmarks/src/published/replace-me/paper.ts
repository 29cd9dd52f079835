import { BLOCKS_ONLY, NO_UNIT, type PublishedPaper, repairedBlocks } from '../published-paper.ts';

const METHODS = {
  dense: NO_UNIT,
  UIDL: BLOCKS_ONLY,
  // These factorize or narrow matrices instead of removing blocks.
  'SVD-LLM': NO_UNIT,
  'LLM-Pruner': NO_UNIT,
  ReplaceMe: repairedBlocks('ReplaceMe'),
  'ReplaceMe, least squares': repairedBlocks('ReplaceMe, least squares'),
  'ReplaceMe, cosine': repairedBlocks('ReplaceMe, cosine'),
  'ReplaceMe, cosine, several gaps': repairedBlocks('ReplaceMe, cosine, one matrix per gap'),
  'ReplaceMe, full matrix': repairedBlocks('ReplaceMe, full matrix'),
  'ReplaceMe, orthogonal matrix': repairedBlocks('ReplaceMe, orthogonal matrix'),
  'ReplaceMe, diagonal matrix': repairedBlocks('ReplaceMe, diagonal matrix'),
  'ReplaceMe, full matrices of several gaps': repairedBlocks('ReplaceMe, one full matrix per gap'),
} as const;

export type ReplaceMeMethod = keyof typeof METHODS;

/**
 * The paper of these tables. Column headings are those of the transcription. Left out of all tables:
 * - Tables 3, 4 and 5: the transcription does not name their model, and gives only ranges of Table 5.
 * - The run-to-run standard deviations: they belong to no row.
 */
export const REPLACE_ME_PAPER: PublishedPaper<ReplaceMeMethod> = {
  paper: 'ReplaceMe: Network Simplification via Depth Pruning and Transformer Block Linearization',
  url: 'https://arxiv.org/abs/2505.02819',
  methods: METHODS,
};
