import type { Graph } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { Cuts } from './find-cuts.ts';

// They move or rename the stream without computing on it, and exporters put them in at will.
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

/** True where a stretch of operators normalises and does nothing linear: a fused norm, or one spelled out around a reduction. */
export function isNorm(operators: readonly string[]): boolean {
  if (operators.some((op) => LINEAR_OPS.has(op) || op === 'Softmax')) return false;
  return operators.some((op) => NORM_OPS.has(op) || NORM_REDUCTIONS.has(op));
}

export function isLinear(opType: string): boolean {
  return LINEAR_OPS.has(opType);
}

export function isNormOp(opType: string): boolean {
  return NORM_OPS.has(opType);
}

export function isNormReduction(opType: string): boolean {
  return NORM_REDUCTIONS.has(opType);
}

/** True where the cut is a sum of two tensors that both come from the stream (a bias addition has a weight on one side). */
export function isResidualSum(graph: Graph, index: GraphIndex, cuts: Cuts, cut: number): boolean {
  const node = graph.nodes[index.producer.get(cuts.names[cut] ?? '') ?? -1];
  if (!node || (node.opType !== 'Add' && node.opType !== 'Sum')) return false;
  const fromStream = (input: string): boolean => input === cuts.names[0] || cuts.path.has(index.producer.get(input) ?? -1);
  return node.inputs.filter(fromStream).length >= 2;
}

/** True for operators that compute on the stream, not only move or rename it. */
export function computes(operator: string): boolean {
  return !NEUTRAL.has(operator);
}
