import type { GgufValueType } from '../gguf-metadata.ts';
import { GgufWriter } from '../gguf-writer.ts';

/** A metadata value to write. `elements` is the type of a list's elements. */
export type EntryValue =
  | { readonly type: Exclude<GgufValueType, 'array'>; readonly value: number | boolean | string }
  | {
      readonly type: 'array';
      readonly elements: 'uint32' | 'int32' | 'float32' | 'bool' | 'string';
      readonly value: readonly (number | boolean | string)[];
    };

export const uint32 = (value: number): EntryValue => ({ type: 'uint32', value });
export const float32 = (value: number): EntryValue => ({ type: 'float32', value });
export const bool = (value: boolean): EntryValue => ({ type: 'bool', value });
export const text = (value: string): EntryValue => ({ type: 'string', value });
export const list = (
  elements: 'uint32' | 'int32' | 'float32' | 'bool' | 'string',
  value: readonly (number | boolean | string)[],
): EntryValue => ({
  type: 'array',
  elements,
  value,
});

/** The bytes of an entry: key, type, value. */
export function encodeEntry(key: string, entry: EntryValue): Uint8Array {
  const writer = new GgufWriter().string(key).type(entry.type);
  if (entry.type !== 'array') return putValue(writer, entry.type, entry.value).finish();
  writer.type(entry.elements).uint64(entry.value.length);
  for (const value of entry.value) putValue(writer, entry.elements, value);
  return writer.finish();
}

/** The key of an entry. */
export function readEntryKey(entry: Uint8Array): string {
  const length = Number(new DataView(entry.buffer, entry.byteOffset, entry.byteLength).getBigUint64(0, true));
  return new TextDecoder().decode(entry.subarray(8, 8 + length));
}

function putValue(writer: GgufWriter, type: GgufValueType, value: number | boolean | string): GgufWriter {
  switch (type) {
    case 'string':
      return writer.string(String(value));
    case 'bool':
      return writer.raw(Uint8Array.of(value === true ? 1 : 0));
    case 'float32':
      return writer.raw(new Uint8Array(Float32Array.of(Number(value)).buffer));
    case 'int32':
      return writer.uint32(Number(value) >>> 0);
    case 'uint32':
      return writer.uint32(Number(value));
    default:
      throw new Error(`no entry of type ${type} is written`);
  }
}
