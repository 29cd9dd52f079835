import { defineRatio, ratiosOf } from './repair.ts';

/** v_k = Σ|y_k| / Σ|x_k|; a ratio whose denominator is 0 is 1. */
export const diagonal = defineRatio({
  kind: 'diagonal',
  label: 'Diagonal',
  paper: 'LinearPatch without its rotation, arXiv 2505.24680',
  describe: 'One factor per channel: the ratio of mean absolute values.',
  replaces: ['block'],
  form: 'channels',
  moments: 'stream',
  solve: ({ absoluteLeaving, absoluteEntering }) => ({ form: 'channels', factors: ratiosOf(absoluteLeaving, absoluteEntering) }),
});
