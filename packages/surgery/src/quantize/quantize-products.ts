import { createNode, DATA_TYPE, type Model, type Node, type Tensor } from '@lamina/onnx';
import type { WeightMatrix } from '../graph/find-weight-matrix.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { nameRounded } from '../graph/rounded-name.ts';
import { createPlannedTensor } from './create-planned-tensor.ts';
import { findProducts, keyOfWeight, MICROSOFT, shapeOfWeight, withMicrosoftOperators } from './find-products.ts';
import type { MatrixShape } from './quantize-blockwise.ts';

/** The weight of a product that computes with 8-bit numbers. Its data are still to be computed from `source` (quantizeColumns). */
export interface ColumnWeight {
  readonly source: Tensor;
  readonly shape: MatrixShape;
  readonly codes: string;
  readonly scales: string;
}

/** A model whose products compute with 8-bit numbers. */
export interface ColumnPlan {
  /** The new weights are external data without a file: `sizeBytes` says how many bytes each of them needs. */
  readonly model: Model;
  readonly weights: readonly ColumnWeight[];
}

/** Operators that pass values on as they are, or put parts of an activation function and a gate together. */
const PASSES_ON = new Set(['Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Identity', 'Cast', 'Dropout', 'Mul', 'Add']);
const ACTIVATIONS = new Set([
  'Relu',
  'Gelu',
  'FastGelu',
  'BiasGelu',
  'QuickGelu',
  'Sigmoid',
  'Tanh',
  'Erf',
  'Silu',
  'Swish',
  'HardSwish',
  'Mish',
]);

/**
 * Replaces products of the stream and a stored float matrix by products of 8-bit numbers. Activations are rounded while the model runs, to 256 steps between
 * the lowest and the highest value of the whole tensor.
 *
 *     MatMul(x, W)     becomes     DynamicQuantizeMatMul(x, codes, scales)
 *
 * Products that read the inner states of an MLP (down projections) stay float: few of these states are large, and one scale for all of them leaves the
 * others few steps. Lookups keep their float tables.
 *
 * @throws AppError BAD_USER_INPUT where no product reads float weights and computes in float32.
 */
export function quantizeProducts(model: Model): ColumnPlan {
  const view = new GraphView(model.graph);
  const products = findProducts(model.graph, [DATA_TYPE.float]);
  const made = new Map<string, ColumnWeight>();
  const nodes = model.graph.nodes.flatMap((node) => {
    const matrix = products.get(node);
    if (!matrix || readsInnerStates(view, inputOf(node, 0))) return [node];
    const weight = made.get(keyOfWeight(matrix)) ?? describeWeight(matrix);
    made.set(keyOfWeight(matrix), weight);
    return replaceProduct(node, weight);
  });
  const weights = [...made.values()];
  const initializers = [...model.graph.initializers, ...weights.flatMap(listTensors)];
  return { model: withMicrosoftOperators({ ...model, graph: removeDeadNodes({ ...model.graph, nodes, initializers }) }), weights };
}

/** Whether a tensor is made of what an activation function gives: also of its parts, and of its product with a gate. */
function readsInnerStates(view: GraphView, name: string): boolean {
  const { tensors } = view.upstream([name], ({ opType }) => PASSES_ON.has(opType));
  return [...tensors].some((tensor) => {
    const maker = view.maker(tensor);
    return maker !== undefined && ACTIVATIONS.has(maker.opType);
  });
}

function describeWeight(matrix: WeightMatrix): ColumnWeight {
  const name = nameRounded(matrix, 'int8');
  return { source: matrix.source, shape: shapeOfWeight(matrix), codes: `${name}.codes`, scales: `${name}.scales` };
}

function listTensors({ shape: { inputs, outputs }, codes, scales }: ColumnWeight): readonly Tensor[] {
  return [createPlannedTensor(codes, DATA_TYPE.int8, [inputs, outputs]), createPlannedTensor(scales, DATA_TYPE.float, [outputs])];
}

function replaceProduct(node: Node, { codes, scales }: ColumnWeight): readonly Node[] {
  const [input = '', , bias = ''] = node.inputs;
  const inputs = [input, codes, scales, ...(bias === '' ? [] : ['', bias])];
  return [createNode('DynamicQuantizeMatMul', inputs, node.outputs, { domain: MICROSOFT, name: node.name })];
}
