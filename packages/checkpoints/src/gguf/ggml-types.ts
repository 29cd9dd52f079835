import type { StoredType } from '../checkpoint.ts';

/** Layout of the values of one of ggml's tensor types: blocks of `blockElements` values in `blockBytes` bytes. */
export interface GgmlType {
  readonly type: StoredType;
  readonly blockElements: number;
  readonly blockBytes: number;
}

const plain = (type: StoredType, bytes: number): GgmlType => ({ type, blockElements: 1, blockBytes: bytes });
const block = (type: StoredType, blockElements: number, blockBytes: number): GgmlType => ({ type, blockElements, blockBytes });

/** Supported tensor types, by their number in ggml.h. */
const READABLE: ReadonlyMap<number, GgmlType> = new Map([
  [0, plain('F32', 4)],
  [1, plain('F16', 2)],
  [2, block('Q4_0', 32, 18)],
  [3, block('Q4_1', 32, 20)],
  [6, block('Q5_0', 32, 22)],
  [7, block('Q5_1', 32, 24)],
  [8, block('Q8_0', 32, 34)],
  [10, block('Q2_K', 256, 84)],
  [11, block('Q3_K', 256, 110)],
  [12, block('Q4_K', 256, 144)],
  [13, block('Q5_K', 256, 176)],
  [14, block('Q6_K', 256, 210)],
  [20, block('IQ4_NL', 32, 18)],
  [23, block('IQ4_XS', 256, 136)],
  [24, plain('I8', 1)],
  [25, plain('I16', 2)],
  [26, plain('I32', 4)],
  [27, plain('I64', 8)],
  [28, plain('F64', 8)],
  [30, plain('BF16', 2)],
  [39, block('MXFP4', 32, 17)],
]);

/** Unsupported types of ggml.h, for names in error messages. */
const OTHERS: Readonly<Record<number, string>> = {
  4: 'Q4_2 (removed from ggml)',
  5: 'Q4_3 (removed from ggml)',
  9: 'Q8_1',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  21: 'IQ3_S',
  22: 'IQ2_S',
  29: 'IQ1_M',
  31: 'Q4_0_4_4 (removed from ggml)',
  32: 'Q4_0_4_8 (removed from ggml)',
  33: 'Q4_0_8_8 (removed from ggml)',
  34: 'TQ1_0',
  35: 'TQ2_0',
  36: 'IQ4_NL_4_4 (removed from ggml)',
  37: 'IQ4_NL_4_8 (removed from ggml)',
  38: 'IQ4_NL_8_8 (removed from ggml)',
  40: 'NVFP4',
};

const BY_NAME: ReadonlyMap<StoredType, GgmlType> = new Map([...READABLE.values()].map((entry) => [entry.type, entry]));

/** The type with this number in ggml.h; undefined if it is not supported. */
export function findGgmlType(number: number): GgmlType | undefined {
  return READABLE.get(number);
}

/** Name of an unsupported tensor type, for messages. */
export function ggmlTypeName(number: number): string {
  return OTHERS[number] ?? `number ${number}, which no known version of ggml has`;
}

/** The block layout of a stored type; undefined for types that GGUF does not have (U8, BOOL). */
export function findBlockLayout(type: StoredType): GgmlType | undefined {
  return BY_NAME.get(type);
}

const NUMBERS: ReadonlyMap<StoredType, number> = new Map([...READABLE].map(([number, { type }]) => [type, number]));

/** The number in ggml.h of a type from a GGUF file. */
export function getGgmlNumber(type: StoredType): number {
  const number = NUMBERS.get(type);
  if (number === undefined) throw new Error(`GGUF has no type ${type}`);
  return number;
}

/** Names of the supported types in GGUF files. */
export const READABLE_TYPE_NAMES: readonly string[] = [...READABLE.values()].map(({ type }) => type);
