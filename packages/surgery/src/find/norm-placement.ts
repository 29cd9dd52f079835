import type { Graph } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { NormPlacement } from './block-structure.ts';
import type { Cuts } from './find-cuts.ts';
import { isNormOp, isNormReduction, isResidualSum } from './read-pattern.ts';

/** Reads off the graph where norms stand: `boundaries` are the cuts h_0 … h_L. */
export function findNormPlacement(graph: Graph, index: GraphIndex, cuts: Cuts, boundaries: readonly number[]): NormPlacement {
  const last = boundaries.at(-1) ?? 0;
  const name = cuts.names[last] ?? '';
  if (comesFromNorm(graph, index, name)) return 'post';
  const entry = boundaries.at(-2) ?? 0;
  const sums = cuts.names.map((_, cut) => cut).filter((cut) => cut > entry && cut <= last && isResidualSum(graph, index, cuts, cut));
  if (sums.length === 0) return 'unknown';
  if (sums.length === 1) return 'parallel';
  const sum = graph.nodes[index.producer.get(name) ?? -1];
  const branches = sum?.inputs.filter((input) => !cuts.names.includes(input)) ?? [];
  return branches.some((input) => comesFromNorm(graph, index, input)) ? 'sandwich' : 'pre';
}

const PASS_THROUGH = new Set(['Cast', 'Identity', 'Mul', 'Add', 'Reshape', 'Div', 'Sub']);

/** True where a tensor is a norm's output: a fused norm, or scale and shift of something divided by its own reduction. */
export function comesFromNorm(graph: Graph, index: GraphIndex, tensor: string): boolean {
  let name = tensor;
  for (let step = 0; step < 6; step += 1) {
    const node = graph.nodes[index.producer.get(name) ?? -1];
    if (!node) return false;
    if (isNormOp(node.opType)) return true;
    if (!PASS_THROUGH.has(node.opType)) return false;
    if (dividesByReduction(graph, index, node.inputs)) return true;
    const computed = node.inputs.filter((input) => index.producer.has(input));
    if (computed.length !== 1) return false;
    name = computed[0] ?? '';
  }
  return false;
}

function dividesByReduction(graph: Graph, index: GraphIndex, inputs: readonly string[]): boolean {
  const computed = inputs.filter((input) => index.producer.has(input));
  if (computed.length !== 2) return false;
  return computed.some((input) => {
    let name = input;
    for (let step = 0; step < 6; step += 1) {
      const node = graph.nodes[index.producer.get(name) ?? -1];
      if (!node) return false;
      if (isNormReduction(node.opType)) return true;
      if (!['Sqrt', 'Add', 'Reciprocal', 'Pow', 'Div', 'Cast', 'Rsqrt', 'Max'].includes(node.opType)) return false;
      name = node.inputs.find((candidate) => index.producer.has(candidate) && !isConstant(graph, index, candidate)) ?? '';
    }
    return false;
  });
}

function isConstant(graph: Graph, index: GraphIndex, name: string): boolean {
  return graph.nodes[index.producer.get(name) ?? -1]?.opType === 'Constant';
}
