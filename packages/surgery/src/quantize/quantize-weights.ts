import { AppError } from '@lamina/errors';
import { createAttribute, createNode, DATA_TYPE, type Graph, type Model, type Node, type Tensor } from '@lamina/onnx';
import { findInteger, findWeightMatrix, type WeightMatrix } from '../graph/find-weight-matrix.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { createPlannedTensor } from './create-planned-tensor.ts';
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

const SMALLEST_INPUTS = 16;

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
  const products = findProducts(model.graph);
  if (products.size === 0)
    throw new AppError(
      'BAD_USER_INPUT',
      'no product of the model reads float weights; it is quantized already, or keeps them in another form',
    );
  const made = new Map<string, BlockwiseWeight>();
  const tensors: Tensor[] = [];
  const nodes = model.graph.nodes.flatMap((node) => {
    const matrix = products.get(node);
    if (!matrix) return [node];
    const weight = made.get(keyOf(matrix)) ?? describeWeight(matrix, options);
    if (!made.has(keyOf(matrix))) tensors.push(...listTensors(weight, options));
    made.set(keyOf(matrix), weight);
    return replaceProduct(node, weight, options);
  });
  const opsets = [...model.opsets.filter(({ domain }) => domain !== MICROSOFT), { domain: MICROSOFT, version: 1 }];
  const graph = removeDeadNodes({ ...model.graph, nodes, initializers: [...model.graph.initializers, ...tensors] });
  return { model: { ...model, opsets, graph }, weights: [...made.values()] };
}

const MICROSOFT = 'com.microsoft';

function findProducts(graph: Graph): ReadonlyMap<Node, WeightMatrix> {
  const view = new GraphView(graph);
  const products = new Map<Node, WeightMatrix>();
  for (const node of graph.nodes) {
    if (node.opType !== 'MatMul' && !isPlainProduct(node)) continue;
    const found = findWeightMatrix(view, inputOf(node, 1));
    if (!found) continue;
    const matrix = node.opType !== 'MatMul' && findInteger(node, 'transB') === 1 ? { ...found, isTransposed: !found.isTransposed } : found;
    const computesIn = [DATA_TYPE.float, DATA_TYPE.float16] as readonly number[];
    if (computesIn.includes(matrix.elementType) && shapeOf(matrix).inputs >= SMALLEST_INPUTS) products.set(node, matrix);
  }
  return products;
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

function shapeOf({ source, isTransposed }: WeightMatrix): MatrixShape {
  const [rows = 0, columns = 0] = source.dims;
  return isTransposed ? { inputs: columns, outputs: rows, isTransposed } : { inputs: rows, outputs: columns, isTransposed };
}

function keyOf({ source, isTransposed, elementType }: WeightMatrix): string {
  return `${source.name} ${isTransposed} ${elementType}`;
}

function describeWeight(matrix: WeightMatrix, { bits, symmetric }: BlockwiseOptions): BlockwiseWeight {
  const name = `${matrix.source.name}${matrix.isTransposed ? '.transposed' : ''}.${bits}bit`;
  return {
    source: matrix.source,
    shape: shapeOf(matrix),
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
