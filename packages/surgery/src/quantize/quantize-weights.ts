import { createAttribute, createNode, DATA_TYPE, type Model, type Node } from '@lamina/onnx';
import type { WeightMatrix } from '../graph/find-weight-matrix.ts';
import { nameRounded } from '../graph/rounded-name.ts';
import { findProducts, MICROSOFT, replaceProducts, shapeOfWeight } from './find-products.ts';
import { createPlannedTensor, type PlannedModel, type PlannedWeight } from './planned-weights.ts';
import { type BlockwiseOptions, type MatrixShape, quantizeBlockwise } from './quantize-blockwise.ts';

/** A weight in blocks. */
export interface BlockwiseWeight extends PlannedWeight {
  readonly shape: MatrixShape;
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
export function quantizeWeights(model: Model, options: BlockwiseOptions): PlannedModel<BlockwiseWeight> {
  return replaceProducts(model, findProducts(model.graph, [DATA_TYPE.float, DATA_TYPE.float16]), {
    plan: (matrix) => planWeight(matrix, options),
    replace: (node, weight) => replaceProduct(node, weight, options),
  });
}

function planWeight(matrix: WeightMatrix, options: BlockwiseOptions): BlockwiseWeight {
  const { bits, blockSize, symmetric } = options;
  const { source, elementType } = matrix;
  const name = nameRounded(matrix, `${bits}bit`);
  const shape = shapeOfWeight(matrix);
  const { inputs, outputs } = shape;
  const blocks = Math.ceil(inputs / blockSize);
  const zeroBytes = Math.ceil((blocks * bits) / 8);
  return {
    source,
    shape,
    tensors: [
      createPlannedTensor(`${name}.codes`, DATA_TYPE.uint8, [outputs, blocks, (blockSize * bits) / 8]),
      // In the type in which the product computes.
      createPlannedTensor(`${name}.scales`, elementType, [outputs * blocks]),
      ...(symmetric ? [] : [createPlannedTensor(`${name}.zero_points`, DATA_TYPE.uint8, [outputs * zeroBytes])]),
    ],
    round: (values) => {
      const { codes, scales, zeroPoints } = quantizeBlockwise(values, shape, options);
      const stored = elementType === DATA_TYPE.float16 ? Float16Array.from(scales) : scales;
      return [codes, new Uint8Array(stored.buffer), ...(zeroPoints === null ? [] : [zeroPoints])];
    },
  };
}

function replaceProduct(node: Node, { shape, tensors }: BlockwiseWeight, { bits, blockSize }: BlockwiseOptions): readonly Node[] {
  const [input = '', , bias = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const int = (name: string, value: number) => createAttribute(name, { kind: 'int', value });
  const product = bias === '' ? output : `${output}/product`;
  const replaced = createNode('MatMulNBits', [input, ...tensors.map(({ name }) => name)], [product], {
    domain: MICROSOFT,
    name: node.name,
    attributes: [int('K', shape.inputs), int('N', shape.outputs), int('bits', bits), int('block_size', blockSize)],
  });
  return bias === '' ? [replaced] : [replaced, createNode('Add', [product, bias], [output])];
}
