/** The paper whose tables these are, in the version that was read. */
export const SHORTGPT_PAPER = {
  paper: 'ShortGPT: Layers in Large Language Models are More Redundant Than You Expect (v3)',
  url: 'https://arxiv.org/abs/2403.03853v3',
} as const;
