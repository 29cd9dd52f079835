import type { Graph, Node } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { Cuts } from './find-cuts.ts';

const PRODUCTS = new Set(['MatMul', 'MatMulInteger', 'Einsum', 'QLinearMatMul', 'FusedMatMul', 'TransposeMatMul', 'Gemm']);
const RECURRENCES = new Set(['Scan', 'Loop', 'CumSum', 'LSTM', 'GRU', 'RNN']);

/**
 * Segments in which a token can see others without a softmax: products of two tensors of the stream (linear attention, the parallel form of a
 * state space), convolutions over more than one position, and recurrences. Segments that choose experts (TopK) are left out: they combine
 * experts by the same operators, and no token meets another there.
 */
export function findTokenMixing(graph: Graph, index: GraphIndex, cuts: Cuts): ReadonlySet<number> {
  const extents = new Map(graph.initializers.map(({ name, dims }) => [name, dims]));
  const mixing = new Set<number>();
  const routing = findRouting(graph, cuts);
  for (const [position, segment] of cuts.segmentOf) {
    const node = graph.nodes[position];
    if (!node) continue;
    if (RECURRENCES.has(node.opType) || isWideConvolution(node, extents) || multipliesStream(node, index, cuts)) mixing.add(segment);
  }
  return new Set([...mixing].filter((segment) => !routing.has(segment)));
}

function isWideConvolution(node: Node, extents: ReadonlyMap<string, readonly number[]>): boolean {
  if (!['Conv', 'FusedConv', 'QLinearConv', 'ConvInteger', 'CausalConvWithState'].includes(node.opType)) return false;
  const kernel = extents.get(node.inputs[node.opType === 'QLinearConv' ? 3 : 1] ?? '')?.slice(2) ?? [2];
  return kernel.some((extent) => extent > 1);
}

/** Segments that choose the best of something, as a router chooses experts. */
export function findRouting(graph: Graph, cuts: Cuts): ReadonlySet<number> {
  return new Set([...cuts.segmentOf].flatMap(([position, segment]) => (graph.nodes[position]?.opType === 'TopK' ? [segment] : [])));
}

const SCORE_STEPS =
  /^(Mul|Div|Add|Sub|Where|Cast|Tanh|Reshape|Transpose|Identity|Concat|Unsqueeze|Squeeze|Slice|Max|Min|Clip|Expand|QuantizeLinear|DequantizeLinear|IsNaN)$/;

/** True for a softmax over products of the stream with itself (attention scores); a router's softmax is over products with a weight. */
export function isOfScores(softmax: Node, graph: Graph, index: GraphIndex, cuts: Cuts): boolean {
  const queue = softmax.inputs.slice(0, 1);
  const seen = new Set(queue);
  for (const name of queue) {
    const position = index.producer.get(name) ?? -1;
    const node = graph.nodes[position];
    if (!node || !cuts.segmentOf.has(position)) continue;
    if (multipliesStream(node, index, cuts)) return true;
    if (!SCORE_STEPS.test(node.opType)) continue;
    for (const input of index.reads[position] ?? []) {
      if (seen.has(input)) continue;
      seen.add(input);
      queue.push(input);
    }
  }
  return false;
}

/** True for a product whose factors both come from the residual stream. */
function multipliesStream(node: Node, index: GraphIndex, cuts: Cuts): boolean {
  if (!PRODUCTS.has(node.opType)) return false;
  const fromStream = (name: string): boolean => cuts.names[0] === name || cuts.segmentOf.has(index.producer.get(name) ?? -1);
  const factors = node.opType === 'QLinearMatMul' ? [node.inputs[0], node.inputs[3]] : node.inputs.slice(0, 2);
  return factors.length === 2 && factors.every((name) => name !== undefined && fromStream(name));
}
