import { AppError } from '@lamina/errors';
import { factoriseCholesky, solveCholesky } from '../linear-algebra/cholesky.ts';
import { addScaled, createIdentity, createMatrix, diagonalOf, type Matrix } from '../linear-algebra/matrix.ts';
import type { GapMoments } from './gap-moments.ts';
import type { SolveOptions } from './repair.ts';

/** The ridge alpha d / (5 N), so that λ = mean‖b‖² / 5 for every text. */
export function defaultAlphaOf({ width, tokens }: Pick<GapMoments, 'width' | 'tokens'>): number {
  return width / (5 * tokens);
}

/** The change D = (BᵀB + λI)⁻¹ · Bᵀ(Y − X), float64[d × d]. @throws AppError BAD_USER_INPUT where the equations have no unique solution */
export async function solveRidge(
  moments: GapMoments,
  { alpha: wanted, multiply }: Pick<SolveOptions, 'alpha' | 'multiply'>,
): Promise<{ readonly change: Matrix; readonly alpha: number; readonly lambda: number }> {
  const { gram, step, tokens, width, meanBasisSquared } = moments;
  const alpha = wanted ?? defaultAlphaOf(moments);
  const lambda = (alpha * tokens * meanBasisSquared) / width;
  const ridged = createMatrix(width, width, Float64Array.from(gram.values));
  for (let k = 0; k < width; k += 1) ridged.values[k * (width + 1)] = (ridged.values[k * (width + 1)] as number) + lambda;
  const factor = alpha >= 0 ? await factoriseCholesky(ridged, multiply) : null;
  if (factor !== null && isWellConditioned(factor)) return { change: await solveCholesky(factor, step, multiply), alpha, lambda };
  throw new AppError(
    'BAD_USER_INPUT',
    `the repair cannot be solved: with ${tokens} calibration tokens, a width of ${width} and a ridge alpha of ${alpha} its equations have no unique solution; give more calibration text or a larger --repair-alpha`,
  );
}

/** Because of rounding, a singular matrix may pass the factorisation with pivots that are only rounding errors. */
function isWellConditioned(factor: Matrix): boolean {
  const pivots = diagonalOf(factor);
  const largest = pivots.reduce((a, b) => Math.max(a, b), 0);
  return pivots.every((pivot) => (pivot / largest) ** 2 > factor.rows * Number.EPSILON);
}

export function addIdentity(change: Matrix): Matrix {
  const matrix = createIdentity(change.rows);
  addScaled(matrix.values, change.values, 1);
  return matrix;
}
