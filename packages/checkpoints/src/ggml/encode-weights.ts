import { AppError, getAt } from '@lamina/errors';
import { WEIGHT_TYPE_NAMES } from '@lamina/plans';
import type { StoredType } from '../checkpoint.ts';
import { byte, type WeightType } from './ggml-type.ts';
import { findWeightType } from './ggml-types.ts';

const INFINITE_BITS = 0x7f800000;
/** float32 values from here on are rounded to a BF16 infinity. */
const BEYOND_BF16_BITS = 0x7f7f8000;
/** 2^40 as float32. Every type in blocks of 256 ends far below; larger values overflow its sums of squares before a scale does. */
const BEYOND_SUMS_BITS = 0x53800000;

/**
 * Rows of weights as a type stores them, with the bytes of gguf.quants 0.19.0 and of llama.cpp's llama_model_quantize without importance matrix.
 *
 * @param rows float32[rows, columns], whole rows
 * @param place the tensor, for messages
 * @throws AppError TYPE_UNSUPPORTED for an unknown type or columns that its blocks do not divide, NON_FINITE_WEIGHTS for NaN and infinities, TYPE_RANGE for
 * values beyond the type.
 */
export function encodeWeights(type: string, rows: Float32Array, { columns, place }: EncodedPlace): Uint8Array {
  const layout = getWeightType(type, { columns, place });
  checkValues(layout, rows, place);
  const out = new Uint8Array((rows.length / layout.blockElements) * layout.blockBytes);
  layout.encode(rows, out);
  checkHalves(layout, out, place);
  return out;
}

export interface EncodedPlace {
  readonly columns: number;
  readonly place: string;
}

/** The type by its name, if it can store rows of this length. @throws AppError TYPE_UNSUPPORTED */
export function getWeightType(type: string, { columns, place }: EncodedPlace): WeightType {
  const layout = findWeightType(type);
  if (layout === undefined)
    throw new AppError('TYPE_UNSUPPORTED', `${place} cannot be stored as ${type}; choose one of ${WEIGHT_TYPE_NAMES.join(', ')}`);
  if (columns % layout.blockElements !== 0)
    throw new AppError(
      'TYPE_UNSUPPORTED',
      `${place} has rows of ${columns} values, which ${type} cannot store in blocks of ${layout.blockElements}; choose another type, or let --fallback take the one that llama.cpp takes`,
    );
  return layout;
}

/** Bytes of weights in a type. @throws AppError TYPE_UNSUPPORTED as getWeightType does */
export function measureWeights(type: string, { dims, place }: { readonly dims: readonly number[]; readonly place: string }): number {
  const { blockElements, blockBytes } = getWeightType(type, { columns: getAt(dims, dims.length - 1), place });
  return (dims.reduce((product, extent) => product * extent, 1) / blockElements) * blockBytes;
}

function checkValues({ type, blockElements }: WeightType, values: Float32Array, place: string): void {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let largest = 0;
  for (let index = 0; index < words.length; index += 1) {
    const magnitude = (words[index] as number) & 0x7fffffff;
    if (magnitude > largest) largest = magnitude;
  }
  if (largest >= INFINITE_BITS) {
    const found = values.find((value) => !Number.isFinite(value));
    throw new AppError('NON_FINITE_WEIGHTS', `${place} holds ${found}, which cannot be rounded to ${type}; repair the parent model`);
  }
  if (largest >= BEYOND_BF16_BITS && type === 'BF16') refuseRange(type, place);
  if (largest >= BEYOND_SUMS_BITS && blockElements === 256) refuseRange(type, place);
}

/** Refuses blocks with an infinite scale or minimum. */
function checkHalves({ type, blockBytes, halves }: WeightType, bytes: Uint8Array, place: string): void {
  for (const start of halves)
    for (let at = start; at < bytes.length; at += blockBytes) if ((byte(bytes, at + 1) & 0x7c) === 0x7c) refuseRange(type, place);
}

function refuseRange(type: StoredType, place: string): never {
  throw new AppError(
    'TYPE_RANGE',
    `${place} holds values that ${type} cannot store: a number of its blocks would be infinite; choose F32 for this tensor`,
  );
}
