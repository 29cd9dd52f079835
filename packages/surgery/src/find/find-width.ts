import type { Node } from '@lamina/onnx';
import { findInteger } from '../graph/find-weight-matrix.ts';
import type { GraphView } from '../graph/graph-view.ts';
import { computes, isNormOp } from './read-pattern.ts';

/** The largest number of operators between a tensor and the weight that tells its width. */
const MOST_STEPS = 16;

/**
 * The width of a tensor, its last extent, as the weight tells it that made the tensor.
 *
 *     x ─► MatMul(x, W[256, 512]) ─► Cast ─► tensor        512
 *
 * The weight is the matrix of a product, the gain of a norm, or a vector that is added or multiplied.
 *
 * @returns null where no stored weight tells it.
 */
export function findWidth(view: GraphView, tensor: string): number | null {
  let name = tensor;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const node = view.maker(name);
    if (node === undefined) return null;
    const isTelling = ['MatMul', 'Gemm', 'Add', 'Mul'].includes(node.opType) || isNormOp(node.opType);
    const width = isTelling ? findWeightWidth(view, node) : null;
    if (width !== null && width > 1) return width;
    if (computes(node.opType) && !['Add', 'Mul'].includes(node.opType)) return null;
    const computed = node.inputs.find((input) => view.maker(input));
    if (computed === undefined) return null;
    name = computed;
  }
  return null;
}

/** The width of what a node makes, by the first weight that it reads; null where it reads none. */
function findWeightWidth(view: GraphView, node: Node): number | null {
  const dims = node.inputs.map((input) => view.weight(input)?.dims).find((extents) => extents !== undefined && extents.length > 0);
  if (dims === undefined) return null;
  const isTransposed = node.opType === 'Gemm' && findInteger(node, 'transB') === 1;
  return (isTransposed ? dims[0] : dims.at(-1)) ?? null;
}
