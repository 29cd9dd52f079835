import { join } from 'node:path';
import { DATA_TYPE, dataTypeName, findDataSizeBytes, type Tensor } from '@lamina/onnx';
import { readWholeRange } from '../files/read-files.ts';
import type { ModelWeights } from './model-weights.ts';

/** The values of a float weight, float32[elements], from its file or from the graph. Codes are decoded. File system errors keep their codes. */
export function readWeightValues(tensor: Tensor, weights: ModelWeights): Float32Array {
  return decodeFloats(tensor.dataType, readBytes(tensor, weights).buffer);
}

/** Stored numbers as float32. */
export function decodeFloats(dataType: number, buffer: ArrayBuffer): Float32Array {
  if (dataType === DATA_TYPE.float) return new Float32Array(buffer);
  if (dataType === DATA_TYPE.float16) return Float32Array.from(new Float16Array(buffer));
  if (dataType === DATA_TYPE.bfloat16) return widen(new Uint16Array(buffer));
  throw new Error(`weights of type ${dataTypeName(dataType)} hold no floats`);
}

/** A copy of the bytes of a weight, at the start of a buffer of its own. */
function readBytes(tensor: Tensor, { folder, coded }: ModelWeights): Uint8Array<ArrayBuffer> {
  const { data } = tensor;
  if (data.kind === 'bytes') return Uint8Array.from(data.bytes);
  if (data.kind !== 'external') throw new Error(`weight ${tensor.name} has no bytes to read`);
  const sizeBytes = data.sizeBytes ?? findDataSizeBytes(tensor);
  if (sizeBytes === null) throw new Error(`weight ${tensor.name} has no size`);
  if (coded === null) return readWholeRange(join(folder, data.location), data.offset, sizeBytes);
  const bytes = new Uint8Array(sizeBytes);
  let done = 0;
  for (const piece of coded.read({ offset: data.offset, sizeBytes })) {
    bytes.set(piece, done);
    done += piece.length;
  }
  return bytes;
}

/** A bfloat16 is the upper half of a float32. */
function widen(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
