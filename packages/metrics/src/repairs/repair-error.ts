import { assertNever } from '@lamina/errors';
import {
  addScaled,
  createIdentity,
  createMatrix,
  type Matrix,
  type MatrixProduct,
  sumOfProducts,
  traceOf,
} from '../linear-algebra/matrix.ts';
import type { GapMoments } from './gap-moments.ts';
import type { RepairOperator } from './repair-operator.ts';

/**
 * ‖R(X) − Y‖² / ‖X − Y‖² of an operator on some tokens: 1 is no better than removal alone, 0 is perfect. Computed only from moments: with R(x) = x +
 * b·D it is 1 + [tr(Dᵀ·BᵀB·D) − 2 tr(Dᵀ·Bᵀ(Y − X))] / Σ‖y − x‖². The value is 1 if the run changes nothing.
 *
 * @param moments of the same basis for which the operator was solved
 */
export async function repairErrorOf(operator: RepairOperator, moments: GapMoments, multiply: MatrixProduct): Promise<number> {
  if (operator.form === 'identity' || moments.stepSquared === 0) return 1;
  return 1 + (await gainOf(operator, moments, multiply)) / moments.stepSquared;
}

async function gainOf(
  operator: Exclude<RepairOperator, { form: 'identity' }>,
  { gram, step, stepSum, tokens, width }: GapMoments,
  multiply: MatrixProduct,
): Promise<number> {
  switch (operator.form) {
    case 'scale': {
      const change = operator.factor - 1;
      return change * change * traceOf(gram) - 2 * change * traceOf(step);
    }
    case 'channels': {
      let gain = 0;
      for (let k = 0; k < width; k += 1) {
        const change = (operator.factors[k] as number) - 1;
        const cell = k * (width + 1);
        gain += change * change * (gram.values[cell] as number) - 2 * change * (step.values[cell] as number);
      }
      return gain;
    }
    case 'shift':
      return operator.shift.reduce((gain, shift, k) => gain + shift * (tokens * shift - 2 * (stepSum[k] as number)), 0);
    case 'matrix':
    case 'fold':
      return await gainOfChange(subtractIdentity(operator.matrix), { gram, step }, multiply);
    case 'low-rank':
      return await gainOfChange(await multiply(operator.left, operator.right), { gram, step }, multiply);
    default:
      return assertNever(operator);
  }
}

async function gainOfChange(change: Matrix, { gram, step }: Pick<GapMoments, 'gram' | 'step'>, multiply: MatrixProduct): Promise<number> {
  return sumOfProducts(change, await multiply(gram, change)) - 2 * sumOfProducts(change, step);
}

function subtractIdentity(matrix: Matrix): Matrix {
  const change = createMatrix(matrix.rows, matrix.columns, Float64Array.from(matrix.values));
  addScaled(change.values, createIdentity(matrix.rows).values, -1);
  return change;
}
