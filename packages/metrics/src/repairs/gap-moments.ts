import { addScaled, createMatrix, type Matrix, type MatrixProduct } from '../linear-algebra/matrix.ts';
import { rotateRows } from './rotation.ts';

/**
 * The sums that a repair needs from N tokens at one removed run: sums over rows of X (states that enter the run), Y (states that leave it) and the
 * basis B that the repair multiplies. B is X itself, or M, the output of the projection into which the repair is folded. All float64; d = width.
 */
export interface GapMoments {
  readonly width: number;
  /** N */
  readonly tokens: number;
  /** float64[d × d] BᵀB */
  readonly gram: Matrix;
  /** float64[d × d] Bᵀ(Y − X) */
  readonly step: Matrix;
  /** float64[d] Σ(y − x) */
  readonly stepSum: Float64Array;
  /** Σ‖y − x‖² */
  readonly stepSquared: number;
  /** float64[d] Σ|x_k| and Σ|y_k| */
  readonly absoluteEntering: Float64Array;
  readonly absoluteLeaving: Float64Array;
  /** The same after the rotation of rotateRows; null if it was not requested. */
  readonly rotated: { readonly entering: Float64Array; readonly leaving: Float64Array } | null;
  /** Mean ‖b‖² of the tokens that are not sinks; of all tokens if all are sinks. It scales the ridge. */
  readonly meanBasisSquared: number;
}

/** Rows of some tokens, float64[tokens × width] each; `basis` is the same object as `entering` if the repair multiplies the stream. */
export interface GapRows {
  readonly entering: Float64Array;
  readonly leaving: Float64Array;
  readonly basis: Float64Array;
}

/** Sums that grow; see GapMoments. */
export interface MomentSums {
  readonly gram: Matrix;
  readonly step: Matrix;
  readonly stepSum: Float64Array;
  readonly absolute: Readonly<Record<'entering' | 'leaving' | 'rotatedEntering' | 'rotatedLeaving', Float64Array>>;
  tokens: number;
  stepSquared: number;
  basisSquared: number;
}

export function createMomentSums(width: number): MomentSums {
  const channels = (): Float64Array => new Float64Array(width);
  return {
    gram: createMatrix(width, width),
    step: createMatrix(width, width),
    stepSum: channels(),
    absolute: { entering: channels(), leaving: channels(), rotatedEntering: channels(), rotatedLeaving: channels() },
    tokens: 0,
    stepSquared: 0,
    basisSquared: 0,
  };
}

/** Adds rows to sums: two products of tokens × d² operations. `rotates` also adds the rotated sums. */
export async function addRows(sums: MomentSums, rows: GapRows, multiply: MatrixProduct, rotates: boolean): Promise<void> {
  const width = sums.gram.rows;
  const tokens = rows.entering.length / width;
  if (tokens === 0) return;
  const step = new Float64Array(rows.entering.length);
  for (let cell = 0; cell < step.length; cell += 1) {
    step[cell] = (rows.leaving[cell] as number) - (rows.entering[cell] as number);
    sums.stepSquared += (step[cell] as number) ** 2;
    sums.stepSum[cell % width] = (sums.stepSum[cell % width] as number) + (step[cell] as number);
    sums.basisSquared += (rows.basis[cell] as number) ** 2;
  }
  const basis = createMatrix(tokens, width, rows.basis);
  addScaled(sums.gram.values, (await multiply(basis, basis, { a: true })).values, 1);
  addScaled(sums.step.values, (await multiply(basis, createMatrix(tokens, width, step), { a: true })).values, 1);
  addAbsolute(sums.absolute.entering, rows.entering);
  addAbsolute(sums.absolute.leaving, rows.leaving);
  if (rotates) {
    addAbsolute(sums.absolute.rotatedEntering, rotateRows(rows.entering, width));
    addAbsolute(sums.absolute.rotatedLeaving, rotateRows(rows.leaving, width));
  }
  sums.tokens += tokens;
}

function addAbsolute(sums: Float64Array, rows: Float64Array): void {
  const width = sums.length;
  for (let cell = 0; cell < rows.length; cell += 1) sums[cell % width] = (sums[cell % width] as number) + Math.abs(rows[cell] as number);
}

/** The moments of all tokens of `parts` together; `regular` are the tokens that are not sinks. */
export function joinMoments(parts: readonly MomentSums[], regular: MomentSums, rotates: boolean): GapMoments {
  const width = regular.gram.rows;
  const sums = createMomentSums(width);
  for (const part of parts) {
    addScaled(sums.gram.values, part.gram.values, 1);
    addScaled(sums.step.values, part.step.values, 1);
    addScaled(sums.stepSum, part.stepSum, 1);
    for (const name of Object.keys(sums.absolute) as (keyof MomentSums['absolute'])[])
      addScaled(sums.absolute[name], part.absolute[name], 1);
    sums.tokens += part.tokens;
    sums.stepSquared += part.stepSquared;
    sums.basisSquared += part.basisSquared;
  }
  const measure = regular.tokens > 0 ? regular : sums;
  const { entering, leaving, rotatedEntering, rotatedLeaving } = sums.absolute;
  return {
    width,
    tokens: sums.tokens,
    gram: sums.gram,
    step: sums.step,
    stepSum: sums.stepSum,
    stepSquared: sums.stepSquared,
    absoluteEntering: entering,
    absoluteLeaving: leaving,
    rotated: rotates ? { entering: rotatedEntering, leaving: rotatedLeaving } : null,
    meanBasisSquared: measure.basisSquared / measure.tokens,
  };
}
