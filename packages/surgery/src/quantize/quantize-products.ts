import { createNode, DATA_TYPE, type Model, type Node } from '@lamina/onnx';
import type { WeightMatrix } from '../graph/find-weight-matrix.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { nameRounded } from '../graph/rounded-name.ts';
import { findProducts, MICROSOFT, replaceProducts, shapeOfWeight } from './find-products.ts';
import { createPlannedTensor, type PlannedModel, type PlannedWeight } from './planned-weights.ts';
import type { MatrixShape } from './quantize-blockwise.ts';

/** Weights as com.microsoft.DynamicQuantizeMatMul reads them. */
export interface ColumnWeights {
  /** int8[inputs, outputs], −127 to 127 */
  readonly codes: Int8Array;
  /** float32[outputs]; weight = code · scale of its output */
  readonly scales: Float32Array;
}

const LARGEST_CODE = 127;

/**
 * Rounds a weight matrix to nearest, with one scale for each output: its largest weight gets the code 127 or −127. An output of zeros gets the scale 1.
 *
 * @param values float32[inputs · outputs]
 */
export function quantizeColumns(values: Float32Array, { inputs, outputs, isTransposed }: MatrixShape): ColumnWeights {
  const codes = new Int8Array(inputs * outputs);
  const scales = new Float32Array(outputs);
  const stepIn = isTransposed ? 1 : outputs;
  const stepOut = isTransposed ? inputs : 1;
  for (let output = 0; output < outputs; output += 1) {
    const first = output * stepOut;
    let largest = 0;
    for (let k = 0; k < inputs; k += 1) largest = Math.max(largest, Math.abs(values[first + k * stepIn] as number));
    const scale = largest === 0 ? 1 : Math.fround(largest / LARGEST_CODE);
    scales[output] = scale;
    for (let k = 0; k < inputs; k += 1) {
      const code = Math.round((values[first + k * stepIn] as number) / scale);
      codes[k * outputs + output] = Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, code));
    }
  }
  return { codes, scales };
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
export function quantizeProducts(model: Model): PlannedModel {
  const view = new GraphView(model.graph);
  const products = [...findProducts(model.graph, [DATA_TYPE.float])].filter(([node]) => !readsInnerStates(view, inputOf(node, 0)));
  return replaceProducts(model, new Map(products), { plan: planWeight, replace: replaceProduct });
}

/** True if a tensor is made of what an activation function gives: also of its parts, and of its product with a gate. */
function readsInnerStates(view: GraphView, name: string): boolean {
  const { tensors } = view.upstream([name], ({ opType }) => PASSES_ON.has(opType));
  return [...tensors].some((tensor) => {
    const maker = view.maker(tensor);
    return maker !== undefined && ACTIVATIONS.has(maker.opType);
  });
}

function planWeight(matrix: WeightMatrix): PlannedWeight {
  const name = nameRounded(matrix, 'int8');
  const shape = shapeOfWeight(matrix);
  const { inputs, outputs } = shape;
  return {
    source: matrix.source,
    tensors: [
      createPlannedTensor(`${name}.codes`, DATA_TYPE.int8, [inputs, outputs]),
      createPlannedTensor(`${name}.scales`, DATA_TYPE.float, [outputs]),
    ],
    round: (values) => {
      const { codes, scales } = quantizeColumns(values, shape);
      return [new Uint8Array(codes.buffer), new Uint8Array(scales.buffer)];
    },
  };
}

function replaceProduct(node: Node, { tensors }: PlannedWeight): readonly Node[] {
  const [input = '', , bias = ''] = node.inputs;
  const inputs = [input, ...tensors.map(({ name }) => name), ...(bias === '' ? [] : ['', bias])];
  return [createNode('DynamicQuantizeMatMul', inputs, node.outputs, { domain: MICROSOFT, name: node.name })];
}
