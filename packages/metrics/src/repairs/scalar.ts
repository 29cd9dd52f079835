import { defineRatio, ratiosOf } from './repair.ts';

/** s = mean over channels of Σ|y_k| / Σ|x_k|; a ratio whose denominator is 0 is 1. */
export const scalar = defineRatio({
  kind: 'scalar',
  label: 'Scalar',
  paper: 'Prune&Comp, arXiv 2507.18212, with one batch',
  describe: 'One factor for the whole state: the mean over channels of the ratio of mean absolute values (Prune&Comp).',
  replaces: ['block'],
  form: 'scale',
  moments: 'stream',
  foldsInto: ['safetensors'],
  solve: ({ absoluteLeaving, absoluteEntering, width }) => ({
    form: 'scale',
    factor: ratiosOf(absoluteLeaving, absoluteEntering).reduce((sum, ratio) => sum + ratio, 0) / width,
  }),
});
