import { AppError, assertNever } from '@lamina/errors';
import { factoriseCholesky, solveCholesky } from '../linear-algebra/cholesky.ts';
import { symmetrise, topEigenvectors } from '../linear-algebra/eigen.ts';
import { addScaled, createIdentity, createMatrix, type Matrix, type MatrixProduct, traceOf } from '../linear-algebra/matrix.ts';
import type { GapMoments } from './gap-moments.ts';
import { type RepairKind, takesRidge } from './repair-kind.ts';
import { rotationMatrix } from './rotation.ts';

/**
 * The operator that replaces a removed run: h ← h · s, h ⊙ v, h · W or h + (h · left) · right; for `fold`, the output m of the last projection before
 * the run becomes m · T inside its block. All float64.
 */
export type RepairOperator =
  | { readonly form: 'identity' }
  | { readonly form: 'scale'; readonly factor: number }
  /** float64[d] */
  | { readonly form: 'channels'; readonly factors: Float64Array }
  /** float64[d × d] W */
  | { readonly form: 'matrix'; readonly matrix: Matrix }
  /** float64[d × r] and float64[r × d] */
  | { readonly form: 'low-rank'; readonly left: Matrix; readonly right: Matrix }
  /** float64[d × d] T */
  | { readonly form: 'fold'; readonly matrix: Matrix };

export interface SolveOptions {
  readonly kind: RepairKind;
  /** Ridge relative to the tokens' mean square: λ = alpha · N · mean‖b‖² / d. Null means defaultAlphaOf. */
  readonly alpha: number | null;
  /** Only for `low-rank`; at most d. */
  readonly rank: number;
  readonly multiply: MatrixProduct;
}

export interface RepairSolution {
  readonly operator: RepairOperator;
  /** Both null for kinds without a ridge. */
  readonly alpha: number | null;
  readonly lambda: number | null;
}

/**
 * The repair of one removed run, from the moments of a calibration text:
 * - `scalar`: s = mean over channels of Σ|y_k| / Σ|x_k| (Prune&Comp, arXiv 2507.18212, with one batch);
 * - `scalar-ls`: s = tr(XᵀY) / tr(XᵀX);
 * - `diagonal`: v_k = Σ|y_k| / Σ|x_k| (LinearPatch without rotation, arXiv 2505.24680);
 * - `diagonal-ls`: v_k = (XᵀY)_kk / (XᵀX)_kk;
 * - `hadamard-diagonal`: the ratio after rotateRows, W = Q · diag(v) · Qᵀ (LinearPatch);
 * - `linear`: W = I + D, D = (XᵀX + λI)⁻¹ Xᵀ(Y − X) (Ghosted Layers, arXiv 2605.15491, whose ridge is 1e-6);
 * - `low-rank`: W = I + D·V·Vᵀ, V the top eigenvectors of (Y − X)ᵀX·D: the ridge regression of that rank, not a truncated SVD of D;
 * - `linear-fold`: T = I + (MᵀM + λI)⁻¹ Mᵀ(Y − X) (ReplaceMe, arXiv 2505.02819, whose ridge pulls T towards 0 and not towards I).
 * A ratio whose denominator is 0 is 1.
 *
 * @throws AppError BAD_USER_INPUT where the ridge leaves the normal equations singular, or the rank is not in 1 … d.
 */
export async function solveRepair(moments: GapMoments, options: SolveOptions): Promise<RepairSolution> {
  const { kind } = options;
  const { width, tokens, meanBasisSquared } = moments;
  if (!takesRidge(kind)) return { operator: await solveRatio(moments, kind, options.multiply), alpha: null, lambda: null };
  const alpha = options.alpha ?? defaultAlphaOf(moments);
  const lambda = (alpha * tokens * meanBasisSquared) / width;
  const change = await solveRidge(moments, { alpha, lambda }, options.multiply);
  const operator = kind === 'low-rank' ? await lowerRank(moments, change, options) : addIdentity(kind, change);
  return { operator, alpha, lambda };
}

/** The ridge alpha d / (5 N), so that λ = mean‖b‖² / 5 for every text. */
export function defaultAlphaOf({ width, tokens }: Pick<GapMoments, 'width' | 'tokens'>): number {
  return width / (5 * tokens);
}

async function solveRatio(
  moments: GapMoments,
  kind: Exclude<RepairKind, 'linear-fold' | 'linear' | 'low-rank'>,
  multiply: MatrixProduct,
): Promise<RepairOperator> {
  const { width, absoluteEntering, absoluteLeaving, rotated, gram, step } = moments;
  switch (kind) {
    case 'none':
      return { form: 'identity' };
    case 'scalar':
      return { form: 'scale', factor: ratiosOf(absoluteLeaving, absoluteEntering).reduce((sum, ratio) => sum + ratio, 0) / width };
    case 'scalar-ls':
      return { form: 'scale', factor: 1 + ratioOf(traceOf(step), traceOf(gram), 0) };
    case 'diagonal':
      return { form: 'channels', factors: ratiosOf(absoluteLeaving, absoluteEntering) };
    case 'diagonal-ls':
      return { form: 'channels', factors: diagonalOf(gram).map((square, k) => 1 + ratioOf(diagonalOf(step, k), square, 0)) };
    case 'hadamard-diagonal': {
      if (!rotated) throw new Error('hadamard-diagonal needs moments that were collected with rotation');
      return { form: 'matrix', matrix: await scaleRotated(ratiosOf(rotated.leaving, rotated.entering), multiply) };
    }
    default:
      return assertNever(kind);
  }
}

function ratioOf(numerator: number, denominator: number, otherwise = 1): number {
  return denominator === 0 ? otherwise : numerator / denominator;
}

function ratiosOf(numerators: Float64Array, denominators: Float64Array): Float64Array {
  return numerators.map((numerator, k) => ratioOf(numerator, denominators[k] as number));
}

/** Q · diag(v) · Qᵀ. */
async function scaleRotated(factors: Float64Array, multiply: MatrixProduct): Promise<Matrix> {
  const size = factors.length;
  const rotation = rotationMatrix(size);
  const scaled = createMatrix(
    size,
    size,
    rotation.values.map((value, cell) => value * (factors[cell % size] as number)),
  );
  return await multiply(scaled, rotation, { b: true });
}

/** D = (BᵀB + λI)⁻¹ · Bᵀ(Y − X), float64[d × d]. */
async function solveRidge(
  { gram, step, tokens, width }: GapMoments,
  { alpha, lambda }: { readonly alpha: number; readonly lambda: number },
  multiply: MatrixProduct,
): Promise<Matrix> {
  const ridged = createMatrix(width, width, Float64Array.from(gram.values));
  for (let k = 0; k < width; k += 1) ridged.values[k * (width + 1)] = (ridged.values[k * (width + 1)] as number) + lambda;
  const factor = alpha >= 0 ? await factoriseCholesky(ridged, multiply) : null;
  if (factor !== null && isWellConditioned(factor)) return await solveCholesky(factor, step, multiply);
  throw new AppError(
    'BAD_USER_INPUT',
    `the repair cannot be solved: with ${tokens} calibration tokens, a width of ${width} and a ridge alpha of ${alpha} its equations have no unique solution; give more calibration text or a larger --repair-alpha`,
    { details: { tokens, width, alpha } },
  );
}

/** Because of rounding, a singular matrix may pass the factorisation with pivots that are only rounding errors. */
function isWellConditioned(factor: Matrix): boolean {
  const pivots = diagonalOf(factor);
  const most = pivots.reduce((a, b) => Math.max(a, b), 0);
  return pivots.every((pivot) => (pivot / most) ** 2 > factor.rows * Number.EPSILON);
}

function addIdentity(kind: 'linear' | 'linear-fold', change: Matrix): RepairOperator {
  const matrix = createIdentity(change.rows);
  addScaled(matrix.values, change.values, 1);
  return { form: kind === 'linear' ? 'matrix' : 'fold', matrix };
}

async function lowerRank(moments: GapMoments, change: Matrix, { rank, multiply }: SolveOptions): Promise<RepairOperator> {
  if (!Number.isInteger(rank) || rank < 1 || rank > moments.width)
    throw new AppError('BAD_USER_INPUT', `a rank of ${rank} is not possible at a width of ${moments.width}; choose 1 to ${moments.width}`);
  const explained = symmetrise(await multiply(moments.step, change, { a: true }));
  const vectors = await topEigenvectors(explained, rank, multiply);
  return { form: 'low-rank', left: await multiply(change, vectors), right: turn(vectors) };
}

function turn(vectors: Matrix): Matrix {
  const turned = createMatrix(vectors.columns, vectors.rows);
  for (let row = 0; row < vectors.rows; row += 1)
    for (let column = 0; column < vectors.columns; column += 1)
      turned.values[column * vectors.rows + row] = vectors.values[row * vectors.columns + column] as number;
  return turned;
}

function diagonalOf(matrix: Matrix): Float64Array;
function diagonalOf(matrix: Matrix, index: number): number;
function diagonalOf({ rows, values }: Matrix, index?: number): Float64Array | number {
  if (index !== undefined) return values[index * (rows + 1)] as number;
  return Float64Array.from({ length: rows }, (_, k) => values[k * (rows + 1)] as number);
}
