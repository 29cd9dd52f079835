import { BLOCKS_ONLY, COSINE_OVER_TOKENS, NO_UNIT, type PublishedPaper, repairedBlocks } from '../published-paper.ts';

const METHODS = {
  dense: NO_UNIT,
  ShortGPT: BLOCKS_ONLY,
  'LLM-Streamline': BLOCKS_ONLY,
  // The two criteria choose the same blocks of Llama-2-7B.
  'ShortGPT, LLM-Streamline': BLOCKS_ONLY,
  SLEB: BLOCKS_ONLY,
  'Taylor+': BLOCKS_ONLY,
  'no patch': BLOCKS_ONLY,
  'ShortGPT + LinearPatch': repairedBlocks('LinearPatch'),
  'LLM-Streamline + LinearPatch': repairedBlocks('LinearPatch'),
  'ShortGPT, LLM-Streamline + LinearPatch': repairedBlocks('LinearPatch'),
  'SLEB + LinearPatch': repairedBlocks('LinearPatch'),
  'Taylor+ + LinearPatch': repairedBlocks('LinearPatch'),
  'diagonal patch without rotation': repairedBlocks('diagonal scaling without rotation'),
  LinearPatch: repairedBlocks('LinearPatch'),
  'LinearPatch, tuned': repairedBlocks('LinearPatch, then trained by distillation'),
  'LinearPatch, calibrated on WIKI': repairedBlocks('LinearPatch, calibrated on WIKI'),
  'LinearPatch, calibrated on PTB': repairedBlocks('LinearPatch, calibrated on PTB'),
  'LinearPatch, calibrated on C4': repairedBlocks('LinearPatch, calibrated on C4'),
} as const;

export type LinearPatchMethod = keyof typeof METHODS;

/** The paper of these tables. The transcription gives the number of Table 8 only; other tables are named by their subject. */
export const LINEAR_PATCH_PAPER: PublishedPaper<LinearPatchMethod> = {
  paper: 'LinearPatch: A Simple Linear Patch Revives Layer-Pruned Large Language Models',
  url: 'https://arxiv.org/abs/2505.24680',
  methods: METHODS,
};

/** What a reader must know about a row before comparing it with another paper. */
export function noteOf(model: string, method: LinearPatchMethod): string | undefined {
  const notes = [
    ...(/ShortGPT|Streamline/.test(method) ? [COSINE_OVER_TOKENS] : []),
    ...(method === 'Taylor+ + LinearPatch' ? ['The blocks are those of LLM-Streamline; here each block has its own patch.'] : []),
    ...(model === 'Llama-3-8B' ? ['The text of the paper links to Llama-3.1.'] : []),
  ];
  return notes.length === 0 ? undefined : notes.join(' ');
}
