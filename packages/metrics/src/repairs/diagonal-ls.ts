import { diagonalOf } from '../linear-algebra/matrix.ts';
import { defineRatio, ratioOf } from './repair.ts';

/** v_k = (XᵀY)_kk / (XᵀX)_kk. */
export const diagonalLs = defineRatio({
  kind: 'diagonal-ls',
  label: 'Diagonal, least squares',
  describe: 'One factor per channel, by least squares.',
  replaces: ['block'],
  form: 'channels',
  moments: 'stream',
  settings: ['token-weights'],
  solve: ({ gram, step }) => {
    const steps = diagonalOf(step);
    return { form: 'channels', factors: diagonalOf(gram).map((square, k) => 1 + ratioOf(steps[k] as number, square, 0)) };
  },
});
