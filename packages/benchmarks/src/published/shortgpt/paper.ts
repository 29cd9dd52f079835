/** The paper of these tables, and its version. */
export const SHORTGPT_PAPER = {
  paper: 'ShortGPT: Layers in Large Language Models are More Redundant Than You Expect (v3)',
  url: 'https://arxiv.org/abs/2403.03853v3',
} as const;
