import type { StoredType } from '../checkpoint.ts';

/** Bytes of one element, by the names that safetensors uses, for the types that Lamina reads. */
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
]);

/** Whether this is an element type that Lamina reads from safetensors files. */
export function isElementType(name: string): name is StoredType {
  return ELEMENT_BYTES.has(name);
}

/** Bytes of one element of a type of safetensors. */
export function getElementBytes(type: StoredType): number {
  const bytes = ELEMENT_BYTES.get(type);
  if (bytes === undefined) throw new Error(`${type} has no elements of fixed size`);
  return bytes;
}
