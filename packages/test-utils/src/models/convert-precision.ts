import { getAt } from '@lamina/errors';
import {
  createAttribute,
  createNode,
  createValueInfo,
  DATA_TYPE,
  type Graph,
  type Model,
  type Node,
  type Tensor,
  type ValueInfo,
} from '@lamina/onnx';

const CODES = { float16: DATA_TYPE.float16, bfloat16: DATA_TYPE.bfloat16 } as const;

/**
 * The same model in half precision: weights, inputs, outputs and intermediate values. With `floatEmbedding`, the embedding and the stream into the
 * first block stay float32, with a cast after `stream_0`.
 */
export function convertPrecision(model: Model, to: keyof typeof CODES, options: { readonly floatEmbedding?: boolean } = {}): Model {
  const { graph } = model;
  const floats = new Set(options.floatEmbedding ? ['tokens', 'positions'] : []);
  const info = (port: ValueInfo): ValueInfo =>
    port.elementType === DATA_TYPE.float ? createValueInfo(port.name, CODES[to], port.dims) : port;
  const initializers = graph.initializers.map((tensor) => (floats.has(tensor.name) ? tensor : convertTensor(tensor, to)));
  const half = 'stream_0/half';
  const inBody = (body: Graph): Graph => ({ ...body, inputs: body.inputs.map(info), outputs: body.outputs.map(info) });
  const inNode = (node: Node): Node => ({
    ...node,
    attributes: node.attributes.map(({ name, value, encoded }) =>
      value.kind === 'graph' ? createAttribute(name, { kind: 'graph', value: inBody(value.value) }) : { name, value, encoded },
    ),
  });
  const nodes = options.floatEmbedding
    ? graph.nodes.map(inNode).flatMap((node) => {
        const inputs = node.inputs.map((name) => (name === 'stream_0' ? half : name));
        const cast = createNode('Cast', ['stream_0'], [half], { attributes: [createAttribute('to', { kind: 'int', value: CODES[to] })] });
        return node.outputs.includes('stream_0') ? [node, cast] : [{ ...node, inputs }];
      })
    : graph.nodes.map(inNode);
  return { ...model, graph: { ...graph, nodes, initializers, inputs: graph.inputs.map(info), outputs: graph.outputs.map(info) } };
}

/** The same model with float32 weights rounded to bfloat16 values, so that both precisions have equal weights. */
export function roundToBfloat16(model: Model): Model {
  const initializers = model.graph.initializers.map((tensor) => {
    if (tensor.dataType !== DATA_TYPE.float || tensor.data.kind !== 'bytes') return tensor;
    const values = floatsOf(tensor.data.bytes).map((value) => fromBits(toBfloat16(value) << 16));
    return { ...tensor, data: { kind: 'bytes', bytes: new Uint8Array(Float32Array.from(values).buffer) } as const };
  });
  return { ...model, graph: { ...model.graph, initializers } };
}

function convertTensor(tensor: Tensor, to: keyof typeof CODES): Tensor {
  if (tensor.dataType !== DATA_TYPE.float || tensor.data.kind !== 'bytes') return tensor;
  const convert = to === 'float16' ? toFloat16 : toBfloat16;
  const bytes = new Uint8Array(Uint16Array.from(floatsOf(tensor.data.bytes), convert).buffer);
  return { ...tensor, dataType: CODES[to], data: { kind: 'bytes', bytes } };
}

function floatsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 4 }, (_, place) => view.getFloat32(4 * place, true));
}

function bitsOf(value: number): number {
  return getAt(new Uint32Array(Float32Array.of(value).buffer), 0);
}

function fromBits(bits: number): number {
  return getAt(new Float32Array(Uint32Array.of(bits >>> 0).buffer), 0);
}

/** Nearest bfloat16, ties away from zero. */
function toBfloat16(value: number): number {
  return (bitsOf(value) + 0x8000) >>> 16;
}

/** Nearest float16 of a number in float16's range; numbers below the smallest normal number become zero. */
function toFloat16(value: number): number {
  const bits = bitsOf(value) + 0x1000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const sign = (bits >>> 16) & 0x8000;
  if (exponent >= 31) throw new Error(`${value} is too large for float16`);
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}
