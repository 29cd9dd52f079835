import { getAt } from '@lamina/errors';
import { createAttribute, createFloatTensor, createNode, DATA_TYPE, elementCount, type Model, type Node, type Tensor } from '@lamina/onnx';

/** How a linear layer is quantised: static Quantize/Dequantize pairs, int8 with dynamically quantised activations, or 4-bit blocks. */
export type QuantizedForm = 'qdq' | 'dynamic' | 'nbits';

const BLOCK = 16;
const ACTIVATION_SCALE = 0.25;

/**
 * The same model with every product of the stream and a float weight matrix quantised. The quantised form of a weight depends on this weight only.
 * With `stream`, the residual stream also passes through Quantize/Dequantize pairs, with one Dequantize per reader, as static quantisation writes it.
 */
export function quantizeModel(model: Model, form: QuantizedForm, options: { readonly stream?: boolean } = {}): Model {
  const weights = new Map(model.graph.initializers.map((tensor) => [tensor.name, tensor]));
  const made = new Map<string, Tensor>();
  const replaced = new Set<string>();
  const keep = (tensor: Tensor): string => {
    made.set(tensor.name, tensor);
    return tensor.name;
  };
  const nodes = model.graph.nodes.flatMap((node) => {
    const weight = node.opType === 'MatMul' ? weights.get(getAt(node.inputs, 1)) : undefined;
    if (weight?.dims.length !== 2 || getAt(weight.dims, 0) % BLOCK !== 0) return [node];
    replaced.add(weight.name);
    if (form === 'nbits') return [quantizeBlocks(node, weight, keep)];
    return form === 'qdq' ? quantizePairs(node, weight, keep) : quantizeDynamically(node, weight, keep);
  });
  const initializers = [...model.graph.initializers.filter(({ name }) => !replaced.has(name)), ...made.values()];
  const opsets =
    form === 'nbits' ? [...model.opsets.filter(({ domain }) => domain === ''), { domain: 'com.microsoft', version: 1 }] : model.opsets;
  const graph = { ...model.graph, nodes: options.stream ? quantizeStream(nodes, keep) : nodes, initializers };
  return {
    ...model,
    opsets,
    graph: options.stream ? { ...graph, initializers: [...initializers, ...made.values()].filter(isFirst) } : graph,
  };
}

type Keep = (tensor: Tensor) => string;

function isFirst(tensor: Tensor, place: number, all: readonly Tensor[]): boolean {
  return all.findIndex(({ name }) => name === tensor.name) === place;
}

function bytesTensor(name: string, dataType: number, values: readonly number[], dims: readonly number[]): Tensor {
  return { name, dims, dataType, data: { kind: 'bytes', bytes: Uint8Array.from(values, (value) => value & 0xff) }, rest: [] };
}

function floatsOf({ data }: Tensor): number[] {
  if (data.kind !== 'bytes') throw new Error('a built model keeps its weights in memory');
  const view = new DataView(data.bytes.buffer, data.bytes.byteOffset, data.bytes.byteLength);
  return Array.from({ length: data.bytes.byteLength / 4 }, (_, place) => view.getFloat32(4 * place, true));
}

function quantizeWeight(weight: Tensor, keep: Keep): { values: string; scale: string; zero: string } {
  const floats = floatsOf(weight);
  const scale = Math.max(...floats.map(Math.abs)) / 127;
  const values = floats.map((value) => Math.round(value / scale));
  return {
    values: keep(bytesTensor(`${weight.name}_quantized`, DATA_TYPE.int8, values, weight.dims)),
    scale: keep(createFloatTensor(`${weight.name}_scale`, [scale], [])),
    zero: keep(bytesTensor(`${weight.name}_zero`, DATA_TYPE.int8, [0], [])),
  };
}

function addPair(input: string, output: string, keep: Keep): Node[] {
  const scale = keep(createFloatTensor('activation_scale', [ACTIVATION_SCALE], []));
  const zero = keep(bytesTensor('activation_zero', DATA_TYPE.uint8, [128], []));
  return [
    createNode('QuantizeLinear', [input, scale, zero], [`${output}_quantized`]),
    createNode('DequantizeLinear', [`${output}_quantized`, scale, zero], [output]),
  ];
}

function quantizePairs(node: Node, weight: Tensor, keep: Keep): Node[] {
  const [input = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const { values, scale, zero } = quantizeWeight(weight, keep);
  return [
    ...addPair(input, `${output}/x`, keep),
    createNode('DequantizeLinear', [values, scale, zero], [`${output}/w`]),
    { ...node, inputs: [`${output}/x`, `${output}/w`] },
  ];
}

function quantizeDynamically(node: Node, weight: Tensor, keep: Keep): Node[] {
  const [input = ''] = node.inputs;
  const [output = ''] = node.outputs;
  const { values, scale, zero } = quantizeWeight(weight, keep);
  const [x, xScale, xZero] = [`${output}/x`, `${output}/x_scale`, `${output}/x_zero`];
  return [
    createNode('DynamicQuantizeLinear', [input], [x, xScale, xZero]),
    createNode('MatMulInteger', [x, values, xZero, zero], [`${output}/sums`]),
    createNode('Cast', [`${output}/sums`], [`${output}/float`], {
      attributes: [createAttribute('to', { kind: 'int', value: DATA_TYPE.float })],
    }),
    createNode('Mul', [xScale, scale], [`${output}/scale`]),
    { ...node, opType: 'Mul', inputs: [`${output}/float`, `${output}/scale`] },
  ];
}

/** 4-bit values, two per byte, in blocks of BLOCK along the input channels; 8 means zero. */
function quantizeBlocks(node: Node, weight: Tensor, keep: Keep): Node {
  const [rows = 0, columns = 0] = weight.dims;
  const floats = floatsOf(weight);
  const scales: number[] = [];
  const packed: number[] = [];
  for (let column = 0; column < columns; column += 1) {
    for (let start = 0; start < rows; start += BLOCK) {
      const block = Array.from({ length: BLOCK }, (_, row) => getAt(floats, (start + row) * columns + column));
      const scale = Math.max(...block.map(Math.abs)) / 7;
      scales.push(scale);
      const nibbles = block.map((value) => Math.round(value / scale) + 8);
      for (let pair = 0; pair < BLOCK; pair += 2) packed.push(getAt(nibbles, pair) | (getAt(nibbles, pair + 1) << 4));
    }
  }
  const blocks = rows / BLOCK;
  const values = keep(bytesTensor(`${weight.name}_q4`, DATA_TYPE.uint8, packed, [columns, blocks, BLOCK / 2]));
  const attributes = Object.entries({ K: rows, N: columns, bits: 4, block_size: BLOCK }).map(([name, value]) =>
    createAttribute(name, { kind: 'int', value }),
  );
  const scale = keep(createFloatTensor(`${weight.name}_q4_scales`, scales, [columns, blocks]));
  if (elementCount(weight) !== packed.length * 2) throw new Error('every weight has its nibble');
  return { ...node, opType: 'MatMulNBits', domain: 'com.microsoft', inputs: [getAt(node.inputs, 0), values, scale], attributes };
}

/** Every tensor between `stream_0` and the last block that has two or more readers: it is quantised once and dequantised for each reader. */
function quantizeStream(nodes: readonly Node[], keep: Keep): Node[] {
  const isStream = (name: string): boolean => /^stream_\d+$|\/middle$/.test(name);
  return nodes.flatMap((node) => {
    const [output = ''] = node.outputs;
    const reads = node.inputs.map((name) => (isStream(name) ? `${name}/for/${output}` : name));
    const dequantize = [...new Set(node.inputs.filter(isStream))].map((name) => {
      const second = getAt(addPair(name, `${name}/for/${output}`, keep), 1);
      return { ...second, inputs: [`${name}_quantized`, ...second.inputs.slice(1)] };
    });
    const quantize = isStream(output) ? addPair(output, output, keep).slice(0, 1) : [];
    return [...dequantize, { ...node, inputs: reads }, ...quantize];
  });
}
