import { sourceFromBytes } from './byte-source.ts';
import { DATA_TYPE, findElementBits } from './data-type.ts';
import type { Tensor } from './model.ts';
import { WIRE, WireReader } from './wire-reader.ts';

const INT32_DATA = 5;
const INT64_DATA = 7;

/** Number of elements of a tensor. */
export function elementCount(tensor: Tensor): number {
  return tensor.dims.reduce((product, dim) => product * dim, 1);
}

/** Bytes that the elements of a tensor take as raw data; null for strings. */
export function findDataSizeBytes(tensor: Tensor): number | null {
  const bits = findElementBits(tensor.dataType);
  return bits === undefined ? null : Math.ceil((elementCount(tensor) * bits) / 8);
}

/** Integer elements of a small resident tensor (int32 or int64); undefined for other types and for data left in a file. */
export function findIntegers(tensor: Tensor): readonly number[] | undefined {
  if (tensor.dataType !== DATA_TYPE.int64 && tensor.dataType !== DATA_TYPE.int32) return undefined;
  if (tensor.data.kind === 'bytes') {
    const copy = tensor.data.bytes.slice().buffer;
    return tensor.dataType === DATA_TYPE.int64 ? Array.from(new BigInt64Array(copy), Number) : Array.from(new Int32Array(copy));
  }
  if (tensor.data.kind !== 'typed') return undefined;
  const values: number[] = [];
  for (const encoded of tensor.data.fields) {
    const reader = new WireReader(sourceFromBytes(encoded));
    reader.fields((field, wire) => {
      if (field === INT64_DATA || field === INT32_DATA) reader.int64s(wire === WIRE.varint ? WIRE.varint : WIRE.bytes, values);
      else reader.skip(wire);
    });
  }
  return values;
}
