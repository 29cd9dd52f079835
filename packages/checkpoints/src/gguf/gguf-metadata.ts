import type { ByteSource } from '@lamina/onnx';
import { GgufCursor } from './gguf-cursor.ts';
import { GGUF_LIMITS } from './gguf-limits.ts';

/** Value types of GGUF metadata; the index in the list is the number in the file. */
export const GGUF_VALUE_TYPES = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'bool',
  'string',
  'array',
  'uint64',
  'int64',
  'float64',
] as const;

export type GgufValueType = (typeof GGUF_VALUE_TYPES)[number];

/** An array of the metadata. Its values stay in the file until `read` is called, because a vocabulary has hundreds of thousands. */
export interface GgufArray {
  readonly elementType: GgufValueType;
  readonly count: number;
  readonly read: () => readonly GgufValue[];
}

/** Numbers of all widths become JavaScript numbers; 64-bit integers beyond ±2^53 lose their low bits. */
export type GgufValue = number | boolean | string | GgufArray;

/** One metadata entry, and its bytes in the file (key, type and value). */
export interface GgufEntry {
  readonly key: string;
  readonly type: GgufValueType;
  readonly value: GgufValue;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Bytes of one element; null if elements have different lengths. */
const ELEMENT_BYTES: Readonly<Record<GgufValueType, number | null>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  bool: 1,
  string: null,
  array: null,
  uint64: 8,
  int64: 8,
  float64: 8,
};

/** Reads the `count` entries at the cursor. @throws AppError MODEL_MALFORMED if they are truncated, too long, or a key is repeated. */
export function readMetadata(cursor: GgufCursor, source: ByteSource, count: number): ReadonlyMap<string, GgufEntry> {
  const entries = new Map<string, GgufEntry>();
  for (let index = 0; index < count; index += 1) {
    const offset = cursor.position;
    const key = cursor.string(GGUF_LIMITS.maxKeyBytes);
    if (entries.has(key)) cursor.fail(`metadata key ${key} a second time`, offset);
    const type = readValueType(cursor, key);
    const value = readValue(cursor, source, { type, key });
    entries.set(key, { key, type, value, offset, sizeBytes: cursor.position - offset });
  }
  return entries;
}

function readValueType(cursor: GgufCursor, key: string): GgufValueType {
  const at = cursor.position;
  const number = cursor.uint32();
  return (
    GGUF_VALUE_TYPES[number] ??
    cursor.fail(`metadata key ${key} has value type ${number} (0 to ${GGUF_VALUE_TYPES.length - 1} expected)`, at)
  );
}

interface ValueContext {
  readonly type: GgufValueType;
  readonly key: string;
  readonly depth?: number;
}

function readValue(cursor: GgufCursor, source: ByteSource, { type, key, depth = 0 }: ValueContext): GgufValue {
  if (type !== 'array') return cursor[type]();
  if (depth >= GGUF_LIMITS.maxArrayDepth) cursor.fail(`metadata key ${key} holds arrays nested deeper than ${GGUF_LIMITS.maxArrayDepth}`);
  const elementType = readValueType(cursor, key);
  const count = readCount(cursor, { key, elementType });
  const start = cursor.position;
  skipElements(cursor, source, { elementType, count, key, depth });
  const read = (): readonly GgufValue[] => {
    const own = new GgufCursor(cursor.file, source, start);
    return Array.from({ length: count }, () => readValue(own, source, { type: elementType, key, depth: depth + 1 }));
  };
  return { elementType, count, read };
}

function readCount(cursor: GgufCursor, { key, elementType }: { key: string; elementType: GgufValueType }): number {
  const at = cursor.position;
  const count = cursor.uint64();
  const leastBytes = count * (ELEMENT_BYTES[elementType] ?? 8);
  if (leastBytes > cursor.remaining)
    cursor.fail(
      `metadata key ${key} is an array of ${count} × ${elementType} where ${cursor.remaining} bytes are left (is the file cut short?)`,
      at,
    );
  if (count > GGUF_LIMITS.maxArrayElements)
    cursor.fail(`metadata key ${key} is an array of ${count} elements (limit ${GGUF_LIMITS.maxArrayElements})`, at);
  return count;
}

interface ArrayContext {
  readonly elementType: GgufValueType;
  readonly count: number;
  readonly key: string;
  readonly depth: number;
}

function skipElements(cursor: GgufCursor, source: ByteSource, { elementType, count, key, depth }: ArrayContext): void {
  const elementBytes = ELEMENT_BYTES[elementType];
  if (elementBytes !== null) cursor.skip(count * elementBytes);
  for (let index = 0; elementBytes === null && index < count; index += 1) {
    if (elementType === 'string') cursor.skipString();
    else readValue(cursor, source, { type: 'array', key, depth: depth + 1 });
  }
}
