import { createAttribute, createNode, DATA_TYPE, type Model, type Node, type Tensor } from '@lamina/onnx';
import type { WeightMatrix } from '../graph/find-weight-matrix.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { nameRounded } from '../graph/rounded-name.ts';
import { createPlannedTensor } from './create-planned-tensor.ts';
import { findProducts, keyOfWeight, MICROSOFT, shapeOfWeight, withMicrosoftOperators } from './find-products.ts';
import type { BlockwiseOptions, MatrixShape } from './quantize-blockwise.ts';

/** The weights of a product in blocks. The planned model has their tensors; the data are still to be computed from `source`. */
export interface BlockwiseWeight {
  readonly source: Tensor;
  readonly shape: MatrixShape;
  readonly codes: string;
  readonly scales: string;
  /** float or float16, the type in which the product computes */
  readonly scaleType: number;
  readonly zeroPoints: string | null;
}

/** A model with products whose weights are still to be written. */
export interface BlockwisePlan {
  /** The new weights are external data without a file: `sizeBytes` says how many bytes each of them needs. */
  readonly model: Model;
  readonly weights: readonly BlockwiseWeight[];
}

/**
 * Replaces every product of the stream and a stored float matrix by com.microsoft.MatMulNBits over weights in blocks of 4 or 8 bits.
 *
 *     MatMul(x, W)     becomes     MatMulNBits(x, codes, scales, [zero points])
 *
 * Products are MatMul, and Gemm and FusedMatMul without other factors. Activations stay as they are. Lookups keep their float tables; a table that
 * the head reads too is then stored twice. A weight is rounded from its own values alone, so it does not matter whether blocks are removed before
 * or after.
 *
 * @throws AppError BAD_USER_INPUT where no product reads float weights.
 */
export function quantizeWeights(model: Model, options: BlockwiseOptions): BlockwisePlan {
  const products = findProducts(model.graph, [DATA_TYPE.float, DATA_TYPE.float16]);
  const made = new Map<string, BlockwiseWeight>();
  const tensors: Tensor[] = [];
  const nodes = model.graph.nodes.flatMap((node) => {
    const matrix = products.get(node);
    if (!matrix) return [node];
    const weight = made.get(keyOfWeight(matrix)) ?? describeWeight(matrix, options);
    if (!made.has(keyOfWeight(matrix))) tensors.push(...listTensors(weight, options));
    made.set(keyOfWeight(matrix), weight);
    return replaceProduct(node, weight, options);
  });
  const graph = removeDeadNodes({ ...model.graph, nodes, initializers: [...model.graph.initializers, ...tensors] });
  return { model: withMicrosoftOperators({ ...model, graph }), weights: [...made.values()] };
}

function describeWeight(matrix: WeightMatrix, { bits, symmetric }: BlockwiseOptions): BlockwiseWeight {
  const name = nameRounded(matrix, `${bits}bit`);
  return {
    source: matrix.source,
    shape: shapeOfWeight(matrix),
    codes: `${name}.codes`,
    scales: `${name}.scales`,
    scaleType: matrix.elementType,
    zeroPoints: symmetric ? null : `${name}.zero_points`,
  };
}

function listTensors({ shape, codes, scales, scaleType, zeroPoints }: BlockwiseWeight, { bits, blockSize }: BlockwiseOptions): Tensor[] {
  const { inputs, outputs } = shape;
  const blocks = Math.ceil(inputs / blockSize);
  const zeroBytes = Math.ceil((blocks * bits) / 8);
  return [
    createPlannedTensor(codes, DATA_TYPE.uint8, [outputs, blocks, (blockSize * bits) / 8]),
    createPlannedTensor(scales, scaleType, [outputs * blocks]),
    ...(zeroPoints === null ? [] : [createPlannedTensor(zeroPoints, DATA_TYPE.uint8, [outputs * zeroBytes])]),
  ];
}

function replaceProduct(node: Node, weight: BlockwiseWeight, { bits, blockSize }: BlockwiseOptions): readonly Node[] {
  const [input = '', , bias = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const int = (name: string, value: number) => createAttribute(name, { kind: 'int', value });
  const product = bias === '' ? output : `${output}/product`;
  const { codes, scales, zeroPoints, shape } = weight;
  const replaced = createNode('MatMulNBits', [input, codes, scales, ...(zeroPoints === null ? [] : [zeroPoints])], [product], {
    domain: MICROSOFT,
    name: node.name,
    attributes: [int('K', shape.inputs), int('N', shape.outputs), int('bits', bits), int('block_size', blockSize)],
  });
  return bias === '' ? [replaced] : [replaced, createNode('Add', [product, bias], [output])];
}
