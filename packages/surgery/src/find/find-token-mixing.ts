import type { Node } from '@lamina/onnx';
import type { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { type Cuts, isOnPath } from './find-cuts.ts';

const PRODUCTS = new Set(['MatMul', 'MatMulInteger', 'Einsum', 'QLinearMatMul', 'FusedMatMul', 'TransposeMatMul', 'Gemm']);
const RECURRENCES = new Set(['Scan', 'Loop', 'CumSum', 'LSTM', 'GRU', 'RNN']);

/**
 * The nodes by which a token can read others without a softmax: products of two tensors of the stream (linear attention, the parallel form of a
 * state space), convolutions over more than one position, and recurrences. Segments that choose experts (TopK) are left out: they combine experts
 * by the same operators, but there no token reads another.
 */
export function findTokenMixing(view: GraphView, cuts: Cuts): ReadonlySet<Node> {
  const routing = findRouting(cuts);
  const mixing = [...cuts.segmentOf].filter(([node, segment]) => !routing.has(segment) && mixesTokens(view, cuts, node));
  return new Set(mixing.map(([node]) => node));
}

function mixesTokens(view: GraphView, cuts: Cuts, node: Node): boolean {
  return RECURRENCES.has(node.opType) || isWideConvolution(view, node) || multipliesStream(view, cuts, node);
}

function isWideConvolution(view: GraphView, node: Node): boolean {
  if (!['Conv', 'FusedConv', 'QLinearConv', 'ConvInteger', 'CausalConvWithState'].includes(node.opType)) return false;
  const kernel = view.weight(inputOf(node, node.opType === 'QLinearConv' ? 3 : 1))?.dims.slice(2) ?? [2];
  return kernel.some((extent) => extent > 1);
}

/** The segments that choose the largest of several values, as a router chooses experts. */
export function findRouting(cuts: Cuts): ReadonlySet<number> {
  return new Set([...cuts.segmentOf].flatMap(([{ opType }, segment]) => (opType === 'TopK' ? [segment] : [])));
}

const SCORE_STEPS =
  /^(Mul|Div|Add|Sub|Where|Cast|Tanh|Reshape|Transpose|Identity|Concat|Unsqueeze|Squeeze|Slice|Max|Min|Clip|Expand|QuantizeLinear|DequantizeLinear|IsNaN)$/;

/** True for a softmax over products of the stream with itself (attention scores). A router's softmax is over products with a weight. */
export function isOfScores(view: GraphView, cuts: Cuts, softmax: Node): boolean {
  const { tensors } = view.upstream(softmax.inputs.slice(0, 1), (maker) => cuts.segmentOf.has(maker) && SCORE_STEPS.test(maker.opType));
  return [...tensors].some((name) => {
    const maker = view.maker(name);
    return maker !== undefined && cuts.segmentOf.has(maker) && multipliesStream(view, cuts, maker);
  });
}

/** True for a product of two tensors of the residual stream. */
function multipliesStream(view: GraphView, cuts: Cuts, node: Node): boolean {
  if (!PRODUCTS.has(node.opType)) return false;
  const factors = node.opType === 'QLinearMatMul' ? [node.inputs[0], node.inputs[3]] : node.inputs.slice(0, 2);
  return factors.length === 2 && factors.every((name) => name !== undefined && isOnPath(view, cuts, name));
}
