import { WEIGHT_TYPE_NAMES, type WeightTypeName } from '@lamina/plans';
import type { StoredType } from '../checkpoint.ts';
import type { GgmlType, WeightType } from './ggml-type.ts';
import { BF16 } from './types/bf16.ts';
import { F16 } from './types/f16.ts';
import { F32 } from './types/f32.ts';
import { IQ4_NL } from './types/iq4-nl.ts';
import { IQ4_XS } from './types/iq4-xs.ts';
import { MXFP4 } from './types/mxfp4.ts';
import { Q2_K } from './types/q2-k.ts';
import { Q3_K } from './types/q3-k.ts';
import { Q4_0 } from './types/q4-0.ts';
import { Q4_1 } from './types/q4-1.ts';
import { Q4_K } from './types/q4-k.ts';
import { Q5_0 } from './types/q5-0.ts';
import { Q5_1 } from './types/q5-1.ts';
import { Q5_K } from './types/q5-k.ts';
import { Q6_K } from './types/q6-k.ts';
import { Q8_0 } from './types/q8-0.ts';
import { TQ1_0 } from './types/tq1-0.ts';
import { TQ2_0 } from './types/tq2-0.ts';

/** Types of weights. */
const OF_WEIGHTS = {
  F32,
  F16,
  Q4_0,
  Q4_1,
  Q5_0,
  Q5_1,
  Q8_0,
  Q2_K,
  Q3_K,
  Q4_K,
  Q5_K,
  Q6_K,
  IQ4_NL,
  IQ4_XS,
  BF16,
  TQ1_0,
  TQ2_0,
  MXFP4,
} satisfies Readonly<Record<WeightTypeName, WeightType>>;
const WEIGHT_TYPES: readonly WeightType[] = WEIGHT_TYPE_NAMES.map((name) => OF_WEIGHTS[name]);

/** Types of values that are no weights: they are copied as they are. */
const OTHER_TYPES: readonly GgmlType[] = (
  [
    ['I8', 24, 1],
    ['I16', 25, 2],
    ['I32', 26, 4],
    ['I64', 27, 8],
    ['F64', 28, 8],
  ] as const
).map(([type, number, blockBytes]) => ({ type, number, blockElements: 1, blockBytes }));

/** Unsupported types of ggml.h, for names in error messages. */
const UNSUPPORTED: Readonly<Record<number, string>> = {
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
  36: 'IQ4_NL_4_4 (removed from ggml)',
  37: 'IQ4_NL_4_8 (removed from ggml)',
  38: 'IQ4_NL_8_8 (removed from ggml)',
  40: 'NVFP4',
};

const WEIGHTS_BY_NAME: ReadonlyMap<string, WeightType> = new Map(WEIGHT_TYPES.map((entry) => [entry.type, entry]));
const BY_NAME: ReadonlyMap<StoredType, GgmlType> = new Map([...WEIGHT_TYPES, ...OTHER_TYPES].map((entry) => [entry.type, entry]));
const BY_NUMBER: ReadonlyMap<number, GgmlType> = new Map([...BY_NAME.values()].map((entry) => [entry.number, entry]));

/** Names of the supported types in GGUF files. */
export const READABLE_TYPE_NAMES: readonly StoredType[] = [...BY_NAME.keys()];

/** A type that weights can be stored in, by its name; undefined for other names. */
export function findWeightType(name: string): WeightType | undefined {
  return WEIGHTS_BY_NAME.get(name);
}

/** The type with this number in ggml.h; undefined if it is not supported. */
export function findGgmlType(number: number): GgmlType | undefined {
  return BY_NUMBER.get(number);
}

/** Name of an unsupported tensor type, for messages. */
export function ggmlTypeName(number: number): string {
  return UNSUPPORTED[number] ?? `number ${number}, which no known version of ggml has`;
}

/** The block layout of a stored type; undefined for types that GGUF does not have (U8, BOOL). */
export function findBlockLayout(type: StoredType): GgmlType | undefined {
  return BY_NAME.get(type);
}

/** The number in ggml.h of a type from a GGUF file. */
export function getGgmlNumber(type: StoredType): number {
  const found = BY_NAME.get(type);
  if (found === undefined) throw new Error(`GGUF has no type ${type}`);
  return found.number;
}
