import type { Node } from '@lamina/onnx';
import { findInteger } from '../graph/find-attribute.ts';
import { findWeightMatrix, type WeightMatrix } from '../graph/find-weight-matrix.ts';
import type { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';

/** A stored matrix that one product alone reads. */
export type StoredMatrix = Omit<WeightMatrix, 'elementType'>;

const QUANTISED =
  /^(MatMulNBits|MatMulBnb4|MatMulInteger|QLinearMatMul|DynamicQuantizeMatMul|MatMulIntegerToFloat|QGemm|DequantizeLinear|QuantizeLinear)$/;
const EXPERTS = /^(Q?MoE|ScatterElements|ScatterND|GatherElements|Loop|If|ReduceSum|Einsum)$/;
const NORMS = /Norm/;

/** The weights of the product that `node` is, or the reason why they cannot be changed. */
export function readsWeight(view: GraphView, node: Node): StoredMatrix | { readonly reason: string } {
  const { opType, inputs } = node;
  if (isQuantised(view, node, 3)) return { reason: 'the projection before the run is quantised' };
  if (EXPERTS.test(opType)) return { reason: 'the projection before the run is split over experts' };
  if (NORMS.test(opType) || opType === 'Mul' || opType === 'Div')
    return { reason: 'a norm or a scale per channel stands between the projection before the run and the stream' };
  if (!['MatMul', 'Gemm', 'FusedMatMul'].includes(opType))
    return { reason: `${opType} stands where the projection before the run is expected` };
  if (findInteger(node, 'transA') || findInteger(node, 'transBatchA') || findInteger(node, 'transBatchB'))
    return { reason: 'the projection before the run turns its input over' };
  const matrix = findWeightMatrix(view, inputOf({ inputs }, 1));
  if (!matrix) return { reason: 'the weight of the projection before the run is quantised or computed' };
  if (!isReadOnce(view, inputOf({ inputs }, 1)))
    return { reason: `the weight ${matrix.source.name} is shared with another part of the model` };
  return { source: matrix.source, isTransposed: matrix.isTransposed !== (findInteger(node, 'transB') === 1) };
}

/** True for a quantised product, and for a node that rescales its result in at most `steps` steps. */
function isQuantised(view: GraphView, node: Node, steps: number): boolean {
  if (QUANTISED.test(node.opType)) return true;
  if (steps === 0 || !['Mul', 'Cast', 'Reshape'].includes(node.opType)) return false;
  const makers = node.inputs.map((name) => view.maker(name)).filter((maker) => maker !== undefined);
  return makers.some((maker) => isQuantised(view, maker, steps - 1));
}

/** True where one node reads the tensor, and one node reads each tensor that it is made of. */
function isReadOnce(view: GraphView, start: string): boolean {
  for (let name: string | undefined = start; name !== undefined; name = view.maker(name)?.inputs[0]) {
    if (view.readers(name).length !== 1) return false;
  }
  return true;
}
