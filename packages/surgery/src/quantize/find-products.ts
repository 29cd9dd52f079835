import { AppError } from '@lamina/errors';
import type { Graph, Model, Node } from '@lamina/onnx';
import { findInteger, findWeightMatrix, type WeightMatrix } from '../graph/find-weight-matrix.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import type { MatrixShape } from './quantize-blockwise.ts';

export const MICROSOFT = 'com.microsoft';
const SMALLEST_INPUTS = 16;

/**
 * Every product of the stream and a stored float matrix, with its weight, transposed if the product reads it so: MatMul, and Gemm and FusedMatMul without other factors.
 *
 * @param computesIn element types in which the products compute
 * @throws AppError BAD_USER_INPUT where there is none.
 */
export function findProducts(graph: Graph, computesIn: readonly number[]): ReadonlyMap<Node, WeightMatrix> {
  const view = new GraphView(graph);
  const products = new Map<Node, WeightMatrix>();
  for (const node of graph.nodes) {
    if (node.opType !== 'MatMul' && !isPlainProduct(node)) continue;
    const found = findWeightMatrix(view, inputOf(node, 1));
    if (!found) continue;
    const matrix = node.opType !== 'MatMul' && findInteger(node, 'transB') === 1 ? { ...found, isTransposed: !found.isTransposed } : found;
    if (computesIn.includes(matrix.elementType) && shapeOfWeight(matrix).inputs >= SMALLEST_INPUTS) products.set(node, matrix);
  }
  if (products.size > 0) return products;
  throw new AppError(
    'BAD_USER_INPUT',
    'no product of the model reads float weights in a type that this form can have; it is quantized already, or keeps them in another form',
  );
}

/** True for a Gemm or a FusedMatMul that multiplies as MatMul does, with a transposed weight at most. */
function isPlainProduct({ opType, attributes }: Node): boolean {
  return (
    (opType === 'Gemm' || opType === 'FusedMatMul') &&
    attributes.every(
      ({ name, value }) =>
        name === 'transB' || (value.kind === 'float' && value.value === 1) || (value.kind === 'int' && value.value === 0),
    )
  );
}

export function shapeOfWeight({ source, isTransposed }: WeightMatrix): MatrixShape {
  const [rows = 0, columns = 0] = source.dims;
  return isTransposed ? { inputs: columns, outputs: rows, isTransposed } : { inputs: rows, outputs: columns, isTransposed };
}

/** Products with the same key read the same weight in the same way. */
export function keyOfWeight({ source, isTransposed, elementType }: WeightMatrix): string {
  return `${source.name} ${isTransposed} ${elementType}`;
}

/** The model with ONNX Runtime's own operators allowed. */
export function withMicrosoftOperators(model: Model): Model {
  return { ...model, opsets: [...model.opsets.filter(({ domain }) => domain !== MICROSOFT), { domain: MICROSOFT, version: 1 }] };
}
