import { AppError } from '@lamina/errors';
import type { Graph, Model, Node } from '@lamina/onnx';
import { findInteger } from '../graph/find-attribute.ts';
import { findWeightMatrix, type WeightMatrix } from '../graph/find-weight-matrix.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import type { PlannedModel, PlannedWeight } from './planned-weights.ts';
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

/** The model with products in another form. Products that read the same weight in the same way share its new form. */
export function replaceProducts<Weight extends PlannedWeight>(
  model: Model,
  products: ReadonlyMap<Node, WeightMatrix>,
  { plan, replace }: { readonly plan: (matrix: WeightMatrix) => Weight; readonly replace: (node: Node, weight: Weight) => readonly Node[] },
): PlannedModel<Weight> {
  const planned = new Map<string, Weight>();
  const nodes = model.graph.nodes.flatMap((node) => {
    const matrix = products.get(node);
    if (!matrix) return [node];
    const key = `${matrix.source.name} ${matrix.isTransposed} ${matrix.elementType}`;
    const weight = planned.get(key) ?? plan(matrix);
    planned.set(key, weight);
    return replace(node, weight);
  });
  const weights = [...planned.values()];
  const initializers = [...model.graph.initializers, ...weights.flatMap(({ tensors }) => tensors)];
  const opsets = [...model.opsets.filter(({ domain }) => domain !== MICROSOFT), { domain: MICROSOFT, version: 1 }];
  return { model: { ...model, opsets, graph: removeDeadNodes({ ...model.graph, nodes, initializers }) }, weights };
}
