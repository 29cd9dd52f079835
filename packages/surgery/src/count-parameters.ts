import { DATA_TYPE, elementCount, type Graph, type Node, type Tensor } from '@lamina/onnx';

const FLOATS = new Set<number>([DATA_TYPE.float, DATA_TYPE.float16, DATA_TYPE.bfloat16, DATA_TYPE.double]);
const NOT_TRAINED: Readonly<Record<string, readonly number[]>> = {
  // cos and sin tables
  GroupQueryAttention: [7, 8],
  RotaryEmbedding: [2, 3],
  // scales and zero points
  MatMulNBits: [2, 3, 4],
  DequantizeLinear: [1, 2],
  QuantizeLinear: [1, 2],
  DequantizeBFP: [1, 2],
  MatMulInteger: [2, 3],
  GatherBlockQuantized: [2, 3],
};
/** Inputs that hold trained weights in an integer type. */
const QUANTIZED_WEIGHT: Readonly<Record<string, number>> = {
  MatMulInteger: 1,
  DequantizeLinear: 0,
  MatMulNBits: 1,
  GatherBlockQuantized: 0,
  QLinearMatMul: 3,
  Gather: 0,
};
const SCALE_VECTOR_MIN_RANK = 1;

/** Trained parameters per initializer: float weights, and integer weights by the number of values they stand for (4-bit ones too). */
export function countWeights(graph: Graph): ReadonlyMap<string, number> {
  const tensors = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const skipped = new Set<string>();
  const quantized = new Map<string, number>();
  for (const node of graph.nodes) {
    for (const input of NOT_TRAINED[node.opType] ?? []) skipped.add(node.inputs[input] ?? '');
    const weight = tensors.get(node.inputs[QUANTIZED_WEIGHT[node.opType] ?? -1] ?? '');
    if (weight && !FLOATS.has(weight.dataType)) quantized.set(weight.name, countQuantized(node, weight));
  }
  const counts = new Map<string, number>();
  for (const tensor of graph.initializers) {
    if (skipped.has(tensor.name)) continue;
    const integer = quantized.get(tensor.name);
    if (integer !== undefined && elementCount(tensor) > 1) counts.set(tensor.name, integer);
    else if (FLOATS.has(tensor.dataType) && tensor.dims.length >= SCALE_VECTOR_MIN_RANK && elementCount(tensor) > 1)
      counts.set(tensor.name, elementCount(tensor));
  }
  return counts;
}

function countQuantized(node: Node, weight: Tensor): number {
  if (node.opType !== 'MatMulNBits') return elementCount(weight);
  const read = (name: string): number => {
    const value = node.attributes.find((attribute) => attribute.name === name)?.value;
    return value?.kind === 'int' ? value.value : 0;
  };
  return read('K') * read('N');
}
