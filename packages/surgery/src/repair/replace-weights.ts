import { createFloatTensor, DATA_TYPE, type Tensor } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';

/** New values of a float weight, in its own layout, float64[elements]. They are rounded to the type in which the weight is stored. */
export interface NewWeight {
  readonly source: Tensor;
  readonly values: Float64Array;
}

/**
 * The same model with new values in some weights. Names, extents and types stay.
 *
 *     MatMul(x, W)     becomes     MatMul(x, W · T)
 */
export function replaceWeights(structure: BlockStructure, weights: readonly NewWeight[]): BlockStructure {
  const made = new Map(weights.map(({ source, values }) => [source.name, encode(source, values)]));
  const { graph } = structure.model;
  const initializers = graph.initializers.map((tensor) => made.get(tensor.name) ?? tensor);
  return { ...structure, model: { ...structure.model, graph: { ...graph, initializers } } };
}

function encode(source: Tensor, values: Float64Array): Tensor {
  const { name, dims, dataType } = source;
  const bytes = encodeFloats(dataType, values);
  return { ...createFloatTensor(name, [], dims), dataType, data: { kind: 'bytes', bytes } };
}

/** Numbers as they are stored in a type: float, float16 or bfloat16. */
export function encodeFloats(dataType: number, values: Float64Array): Uint8Array {
  return dataType === DATA_TYPE.float ? bytesOf(Float32Array.from(values)) : bytesOf(roundHalf(dataType, values));
}

function roundHalf(dataType: number, values: Float64Array): Uint16Array | Float16Array {
  if (dataType === DATA_TYPE.float16) return Float16Array.from(values);
  if (dataType !== DATA_TYPE.bfloat16) throw new Error(`weights of type ${dataType} cannot be replaced`);
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  // Rounds to nearest, ties to even. A bfloat16 is the upper half of a float32.
  return Uint16Array.from(bits, (word) => (word + 0x7fff + ((word >>> 16) & 1)) >>> 16);
}

function bytesOf(values: Float32Array | Uint16Array | Float16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
