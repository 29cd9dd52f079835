import { AppError } from '@lamina/errors';
import { symmetrise, topEigenvectors } from '../linear-algebra/eigen.ts';
import { transposeMatrix } from '../linear-algebra/matrix.ts';
import { defineRepair } from './repair.ts';
import { addIdentity, solveRidge } from './ridge.ts';

/** W = I + D·V·Vᵀ, V the top eigenvectors of (Y − X)ᵀX·D: the ridge regression of that rank, not a truncated SVD of D. Without a limit it is `linear`. */
export const lowRank = defineRepair({
  kind: 'low-rank',
  label: 'Low-rank matrix',
  describe: 'The identity plus a matrix of low rank (64) for each gap, by ridge regression.',
  replaces: ['block'],
  form: 'low-rank',
  moments: 'stream',
  settings: ['alpha', 'rank', 'token-weights'],
  async solve(moments, { rank, ...options }) {
    const { change, ...ridge } = await solveRidge(moments, options);
    if (rank === null) return { operator: { form: 'matrix', matrix: addIdentity(change) }, ...ridge };
    if (!Number.isInteger(rank) || rank < 1 || rank > moments.width)
      throw new AppError(
        'BAD_USER_INPUT',
        `a rank of ${rank} is not possible at a width of ${moments.width}; choose 1 to ${moments.width}`,
      );
    const { multiply } = options;
    const explained = symmetrise(await multiply(moments.step, change, { a: true }));
    const vectors = await topEigenvectors(explained, rank, multiply);
    return { operator: { form: 'low-rank', left: await multiply(change, vectors), right: transposeMatrix(vectors) }, ...ridge };
  },
});
