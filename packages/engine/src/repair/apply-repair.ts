import { AppError } from '@lamina/errors';
import { createMatrix, type Matrix, type MatrixProduct, type RepairOperator } from '@lamina/metrics';
import { type ModelWeights, type OpenedModel, readWeightValues } from '@lamina/models';
import { elementCount, type Tensor } from '@lamina/onnx';
import type { Removal } from '@lamina/plans';
import {
  type BlockStructure,
  bypassUnits,
  type FoldRefusal,
  type FoldTarget,
  findFoldTarget,
  insertOperator,
  type NewWeight,
  replaceWeights,
  type StreamOperator,
} from '@lamina/surgery';
import type { SessionOptions } from '../session/session.ts';
import { createFloat64Products } from './products.ts';

export interface Placement {
  /** The boundary at which the operator stands: the first block of a run. */
  readonly start: number;
  /** The projection that a fold changes; null for other operators. */
  readonly target: FoldTarget | null;
  readonly multiply: MatrixProduct;
}

/**
 * The model with the operator in place for the run that begins at `start`. The run is still there: it has to be passed by or removed.
 *
 *     h ─► run ─► next block     becomes     h ─► R ─► run ─► next block
 */
export async function applyRepair(opened: OpenedModel, operator: RepairOperator, placement: Placement): Promise<OpenedModel> {
  const structure = await place(opened, operator, placement);
  return { ...opened, structure, mapped: { ...opened.mapped, model: structure.model } };
}

async function place(opened: OpenedModel, operator: RepairOperator, { start, target, multiply }: Placement): Promise<BlockStructure> {
  const { structure } = opened;
  if (operator.form === 'identity') return structure;
  if (operator.form !== 'fold') return insertOperator(structure, start, roundOperator(operator));
  if (!target) throw new Error('a fold needs a target projection');
  return replaceWeights(structure, await foldWeights(target, operator.matrix, { weights: opened.mapped.weights, multiply }));
}

function roundOperator(operator: Exclude<RepairOperator, { form: 'identity' | 'fold' }>): StreamOperator {
  const round = (values: Float64Array): Float32Array => Float32Array.from(values);
  if (operator.form === 'scale') return operator;
  if (operator.form === 'channels') return { form: 'channels', factors: round(operator.factors) };
  if (operator.form === 'shift') return { form: 'shift', shift: round(operator.shift) };
  if (operator.form === 'matrix') return { form: 'matrix', matrix: round(operator.matrix.values) };
  const { left, right } = operator;
  return { form: 'low-rank', rank: left.columns, left: round(left.values), right: round(right.values) };
}

/**
 * W ← W · T for weights stored as [inputs × outputs], Tᵀ · W for [outputs × inputs]; b ← b · T. Products are in float64 and rounded to the stored
 * type.
 */
async function foldWeights(
  { matrix, biases }: FoldTarget,
  fold: Matrix,
  { weights, multiply }: { readonly weights: ModelWeights; readonly multiply: MatrixProduct },
): Promise<readonly NewWeight[]> {
  const { source, isTransposed } = matrix;
  const [rows = 0, columns = 0] = source.dims;
  const stored = createMatrix(rows, columns, valuesOf(source, weights));
  const folded = isTransposed ? await multiply(fold, stored, { a: true }) : await multiply(stored, fold);
  const changed: NewWeight[] = [{ source, values: folded.values }];
  for (const { source: bias, isShared } of biases) {
    const values = valuesOf(bias, weights);
    if (values.every((value) => value === 0)) continue;
    if (isShared || elementCount(bias) !== fold.rows)
      throw new AppError(
        'MODEL_UNSUPPORTED',
        `linear-fold cannot be exact: the bias ${bias.name} is shared with another part of the model; use linear or low-rank`,
      );
    changed.push({ source: bias, values: (await multiply(createMatrix(1, fold.rows, values), fold)).values });
  }
  return changed;
}

function valuesOf(tensor: Tensor, weights: ModelWeights): Float64Array {
  return Float64Array.from(readWeightValues(tensor, weights));
}

/** The projection that a fold before the run at `start` changes. @throws AppError MODEL_UNSUPPORTED */
export function findTarget(structure: BlockStructure, start: number): FoldTarget {
  const target = findFoldTarget(structure, start);
  if (!('reason' in target)) return target;
  throw refuseFold(start, target);
}

/** The error MODEL_UNSUPPORTED that says why nothing can be folded before a run. */
export function refuseFold(start: number, { reason }: FoldRefusal): AppError {
  return new AppError(
    'MODEL_UNSUPPORTED',
    `linear-fold cannot be exact before block ${start}: ${reason}; use linear, low-rank, hadamard-diagonal, diagonal or scalar, which are inserted into the stream`,
  );
}

/** The solved operator of one run of removed blocks; plain data, which another process can be given. */
export interface SolvedRun {
  /** The boundary at which it stands: the first block of a run. */
  readonly start: number;
  readonly operator: RepairOperator;
}

/**
 * The model with solved operators in place, as the fit that solved them placed them. Exactly `removal` has to be passed by or removed.
 * @param solved every run of the removal, in ascending order
 */
export async function applyRepairs(
  opened: OpenedModel,
  solved: readonly SolvedRun[],
  { removal, threads }: Pick<SessionOptions, 'threads'> & { readonly removal: Removal },
): Promise<OpenedModel> {
  const products = createFloat64Products({ threads });
  let repaired = opened;
  try {
    for (const { start, operator } of solved) {
      const earlier = removal.filter(({ block }) => block < start);
      const target = operator.form === 'fold' ? findTarget(bypassUnits(repaired.structure, earlier), start) : null;
      repaired = await applyRepair(repaired, operator, { start, target, multiply: products.multiply });
    }
  } finally {
    await products.release();
  }
  return repaired;
}
