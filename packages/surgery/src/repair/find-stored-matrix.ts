import type { Graph, Node, Tensor } from '@lamina/onnx';
import { findInteger, findWeightMatrix } from '../graph/find-weight-matrix.ts';
import type { GraphIndex } from '../graph/graph-index.ts';

/** A matrix of weights of one product alone. */
export interface StoredMatrix {
  /** float, float16 or bfloat16 */
  readonly source: Tensor;
  /** False where it is stored [inputs × outputs], true for [outputs × inputs]. */
  readonly isTransposed: boolean;
}

interface Context {
  readonly graph: Graph;
  readonly index: GraphIndex;
  readonly weights: ReadonlyMap<string, Tensor>;
}

const QUANTISED =
  /^(MatMulNBits|MatMulBnb4|MatMulInteger|QLinearMatMul|DynamicQuantizeMatMul|MatMulIntegerToFloat|QGemm|DequantizeLinear|QuantizeLinear)$/;
const EXPERTS = /^(Q?MoE|ScatterElements|ScatterND|GatherElements|Loop|If|ReduceSum|Einsum)$/;
const NORMS = /Norm/;

/** The weights of the product that `node` is, or why they cannot be changed. */
export function readsWeight(node: Node, context: Context): StoredMatrix | { readonly reason: string } {
  const { opType, inputs } = node;
  if (isQuantised(node, context, 3)) return { reason: 'the projection before the run is quantised' };
  if (EXPERTS.test(opType)) return { reason: 'the projection before the run is split over experts' };
  if (NORMS.test(opType) || opType === 'Mul' || opType === 'Div')
    return { reason: 'a norm or a scale per channel stands between the projection before the run and the stream' };
  if (!['MatMul', 'Gemm', 'FusedMatMul'].includes(opType))
    return { reason: `${opType} stands where the projection before the run is expected` };
  if (findInteger(node, 'transA') || findInteger(node, 'transBatchA') || findInteger(node, 'transBatchB'))
    return { reason: 'the projection before the run turns its input over' };
  const matrix = findWeightMatrix(inputs[1] ?? '', context);
  if (!matrix) return { reason: 'the weight of the projection before the run is quantised or computed' };
  if (!isReadOnce(inputs[1] ?? '', context)) return { reason: `the weight ${matrix.source.name} is shared with another part of the model` };
  return { source: matrix.source, isTransposed: matrix.isTransposed !== (findInteger(node, 'transB') === 1) };
}

/** Whether a node is a quantised product, or puts one back to scale in at most `steps` steps. */
function isQuantised(node: Node, context: Context, steps: number): boolean {
  if (QUANTISED.test(node.opType)) return true;
  if (steps === 0 || !['Mul', 'Cast', 'Reshape'].includes(node.opType)) return false;
  const makers = node.inputs.flatMap((name) => context.graph.nodes[context.index.producer.get(name) ?? -1] ?? []);
  return makers.some((maker) => isQuantised(maker, context, steps - 1));
}

/** Whether nothing else reads a tensor, nor what it is made of. */
function isReadOnce(start: string, { graph, index }: Context): boolean {
  for (let name = start; name !== ''; ) {
    if (index.readers.get(name)?.length !== 1) return false;
    name = graph.nodes[index.producer.get(name) ?? -1]?.inputs[0] ?? '';
  }
  return true;
}
