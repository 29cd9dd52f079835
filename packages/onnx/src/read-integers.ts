import { sourceFromBytes } from './byte-source.ts';
import { DATA_TYPE } from './data-type.ts';
import type { Tensor } from './model.ts';
import { WireReader } from './wire-reader.ts';

const INT32_DATA = 5;
const INT64_DATA = 7;

/** Values of a small int64 or int32 tensor; null for other types and for data that is not in memory. Values beyond ±2^53 lose their low bits. */
export function readIntegers({ dataType, data }: Tensor): readonly number[] | null {
  const wide = dataType === DATA_TYPE.int64;
  if (!wide && dataType !== DATA_TYPE.int32) return null;
  if (data.kind === 'typed') return data.fields.flatMap((field) => readTyped(field, wide ? INT64_DATA : INT32_DATA));
  if (data.kind !== 'bytes') return null;
  const { bytes } = data;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / (wide ? 8 : 4)) }, (_, place) =>
    wide ? Number(view.getBigInt64(8 * place, true)) : view.getInt32(4 * place, true),
  );
}

function readTyped(encoded: Uint8Array, wanted: number): readonly number[] {
  const reader = new WireReader(sourceFromBytes(encoded));
  const values: number[] = [];
  reader.fields((field, wire) => {
    if (field === wanted) reader.int64s(wire, values);
    else reader.skip(wire);
  });
  return values;
}
