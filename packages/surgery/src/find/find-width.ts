import type { Graph, Node } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import { computes, isNormOp } from './read-pattern.ts';

/** Operators between a tensor and the weight that tells its width, at most. */
const MOST_STEPS = 16;

/**
 * A function that tells the last extent of a tensor, as the weight says that made it: a product's columns, a norm's gains, what is added.
 * It returns null where no constant weight tells it.
 */
export function createWidthFinder(graph: Graph, { producer }: GraphIndex): (tensor: string) => number | null {
  const extents = new Map(graph.initializers.map(({ name, dims }) => [name, dims]));
  const widthOfWeight = ({ opType, inputs, attributes }: Node): number | null => {
    const dims = inputs.map((input) => extents.get(input)).find((found) => found !== undefined && found.length > 0);
    if (dims === undefined) return null;
    const isTransposed =
      opType === 'Gemm' && attributes.some(({ name, value }) => name === 'transB' && value.kind === 'int' && value.value === 1);
    return Number((isTransposed ? dims[0] : dims.at(-1)) ?? 0) || null;
  };
  return (tensor) => {
    let name = tensor;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const node = graph.nodes[producer.get(name) ?? -1];
      if (node === undefined) return null;
      const isTelling = ['MatMul', 'Gemm', 'Add', 'Mul'].includes(node.opType) || isNormOp(node.opType);
      const width = isTelling ? widthOfWeight(node) : null;
      if (width !== null && width > 1) return width;
      if (computes(node.opType) && !['Add', 'Mul'].includes(node.opType)) return null;
      name = node.inputs.find((input) => producer.has(input)) ?? '';
    }
    return null;
  };
}
