import type { StoredType } from '../checkpoint.ts';

/** Bytes of one element of the supported types, by their safetensors names. */
const ELEMENT_BYTES: ReadonlyMap<string, number> = new Map<StoredType, number>([
  ['F64', 8],
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['I64', 8],
  ['I32', 4],
  ['I16', 2],
  ['I8', 1],
  ['U8', 1],
  ['BOOL', 1],
  ['F8_E4M3', 1],
  ['F8_E5M2', 1],
]);

/** True if this element type of safetensors is supported. */
export function isElementType(name: string): name is StoredType {
  return ELEMENT_BYTES.has(name);
}

/** Bytes of one element of a safetensors type. */
export function getElementBytes(type: StoredType): number {
  const bytes = ELEMENT_BYTES.get(type);
  if (bytes === undefined) throw new Error(`${type} has no elements of fixed size`);
  return bytes;
}
