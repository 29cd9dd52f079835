import type { GraphView } from '../graph/graph-view.ts';
import type { Cuts } from './find-cuts.ts';

// These operators move or rename the stream and compute nothing. Exporters place them anywhere.
const NEUTRAL = new Set(['Cast', 'Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Constant', 'Transpose']);

const NORM_OPS = new Set([
  'LayerNormalization',
  'SimplifiedLayerNormalization',
  'RMSNormalization',
  'LpNormalization',
  'GroupNormalization',
  'InstanceNormalization',
]);
const NORM_REDUCTIONS = new Set(['ReduceMean', 'ReduceL2', 'ReduceSumSquare']);
const LINEAR_OPS = new Set([
  'MatMul',
  'Gemm',
  'MatMulInteger',
  'MatMulNBits',
  'MatMulBnb4',
  'QLinearMatMul',
  'FusedMatMul',
  'Conv',
  'Einsum',
  'DynamicQuantizeMatMul',
  'MatMulIntegerToFloat',
  'QuantizeLinear',
  'DynamicQuantizeLinear',
]);

/** True where a stretch of operators normalises and contains no product: it is a fused norm, or a norm in single operators around a reduction. */
export function isNorm(operators: readonly string[]): boolean {
  if (operators.some((op) => LINEAR_OPS.has(op) || op === 'Softmax')) return false;
  return operators.some((op) => NORM_OPS.has(op) || NORM_REDUCTIONS.has(op));
}

/** True for products, and for the quantisation that stands before a product. */
export function isLinear(opType: string): boolean {
  return LINEAR_OPS.has(opType);
}

/** True for fused norms. */
export function isNormOp(opType: string): boolean {
  return NORM_OPS.has(opType);
}

/** True for the reductions from which norms in single operators are built. */
export function isNormReduction(opType: string): boolean {
  return NORM_REDUCTIONS.has(opType);
}

/** True where the tensor at a cut is the sum of two tensors that both come from the stream. A bias addition has a weight on one side. */
export function isResidualSum(view: GraphView, cuts: Cuts, cut: number): boolean {
  // Where a caller walked behind a cut, the tensor need not be a cut, and its place is -1.
  const node = view.maker(cuts.names[cut] ?? '');
  if (!node || (node.opType !== 'Add' && node.opType !== 'Sum')) return false;
  const fromStream = (input: string): boolean => {
    const maker = view.maker(input);
    return input === cuts.names[0] || (maker !== undefined && cuts.path.has(maker));
  };
  return node.inputs.filter(fromStream).length >= 2;
}

/** True for operators that compute on the stream, not only move or rename it. */
export function computes(operator: string): boolean {
  return !NEUTRAL.has(operator);
}
