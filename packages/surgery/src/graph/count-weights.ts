import { DATA_TYPE, elementCount, type Graph, type Node, type Tensor } from '@lamina/onnx';
import { findInteger, getInteger } from './find-attribute.ts';
import { inputOf } from './input-of.ts';
import { originOf } from './rounded-name.ts';

const FLOATS = new Set<number>([DATA_TYPE.float, DATA_TYPE.float16, DATA_TYPE.bfloat16, DATA_TYPE.double]);
const BYTES = new Set<number>([DATA_TYPE.uint8, DATA_TYPE.int8]);

/** The inputs of each operator that hold no trained weights, but tables of cosines and sines, scales or zero points. */
const NOT_TRAINED: Readonly<Record<string, readonly number[]>> = {
  GroupQueryAttention: [7, 8],
  RotaryEmbedding: [1, 2],
  'com.microsoft.RotaryEmbedding': [2, 3],
  MatMulNBits: [2, 3, 4],
  MatMulBnb4: [2],
  QMoE: [3, 6, 9, 11, 12, 13],
  DequantizeLinear: [1, 2],
  QuantizeLinear: [1, 2],
  DequantizeBFP: [1, 2],
  MatMulInteger: [2, 3],
  DynamicQuantizeMatMul: [2, 3],
  GatherBlockQuantized: [2, 3],
};
/** The inputs of each operator that hold trained weights in an integer type. */
const QUANTIZED_WEIGHTS: Readonly<Record<string, readonly number[]>> = {
  MatMulInteger: [1],
  DynamicQuantizeMatMul: [1],
  DequantizeLinear: [0],
  MatMulNBits: [1],
  MatMulBnb4: [1],
  GatherBlockQuantized: [0],
  QLinearMatMul: [3],
  QMoE: [2, 5, 8],
  Gather: [0],
};

/**
 * The number of trained parameters in each weight, by name. A quantised weight counts the values that it encodes, so two 4-bit values in one
 * byte count as two. Weights that are not trained (tables, scales, single numbers) are absent; the second form of a weight that is stored in two is absent
 * too: a table that lookups read as it is, and the head in codes.
 */
export function countWeights(graph: Graph): ReadonlyMap<string, number> {
  const { skipped, quantized } = readWeights(graph);
  const counts = new Map<string, number>();
  const counted = new Set<string>();
  for (const tensor of graph.initializers) {
    // A single number inside the graph is a constant of its exporter; one in a file of weights was trained.
    const isConstant = elementCount(tensor) <= 1 && tensor.data.kind !== 'external';
    if (skipped.has(tensor.name) || isConstant) continue;
    const count = quantized.get(tensor.name) ?? (FLOATS.has(tensor.dataType) ? elementCount(tensor) : null);
    if (count === null || counted.has(originOf(tensor.name))) continue;
    counts.set(tensor.name, count);
    counted.add(originOf(tensor.name));
  }
  return counts;
}

/** The weights that are not trained, and the numbers of values in quantised ones. */
function readWeights(graph: Graph): { readonly skipped: ReadonlySet<string>; readonly quantized: ReadonlyMap<string, number> } {
  const tensors = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const skipped = new Set<string>();
  const quantized = new Map<string, number>();
  for (const node of graph.nodes) {
    // An operator without an entry has trained inputs only.
    const untrained = NOT_TRAINED[`${node.domain}.${node.opType}`] ?? NOT_TRAINED[node.opType] ?? [];
    for (const input of untrained) skipped.add(inputOf(node, input));
    // An operator without an entry reads no quantised weight.
    for (const input of QUANTIZED_WEIGHTS[node.opType] ?? []) {
      const weight = tensors.get(inputOf(node, input));
      // A lookup in a table of integers wider than a byte is a lookup of positions or lengths, not of weights.
      if (weight && !FLOATS.has(weight.dataType) && (node.opType !== 'Gather' || BYTES.has(weight.dataType)))
        quantized.set(weight.name, countQuantized(node, weight));
    }
  }
  return { skipped, quantized };
}

function countQuantized(node: Node, weight: Tensor): number {
  if (node.opType === 'MatMulNBits' || node.opType === 'MatMulBnb4') return getInteger(node, 'K') * getInteger(node, 'N');
  const bits =
    { GatherBlockQuantized: findInteger(node, 'bits') ?? 4, QMoE: findInteger(node, 'expert_weight_bits') ?? 4 }[node.opType] ?? 8;
  // The extents of a tensor of a 4-bit type count values. Those of a tensor of bytes count bytes, and a byte holds several values.
  return elementCount(weight) * (weight.dataType === DATA_TYPE.uint8 ? 8 / bits : 1);
}
