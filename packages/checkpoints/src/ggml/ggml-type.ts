import type { StoredType } from '../checkpoint.ts';

/** Layout of the values of one of ggml's tensor types: blocks of `blockElements` values in `blockBytes` bytes. */
export interface GgmlType {
  readonly type: StoredType;
  /** Number in ggml.h. */
  readonly number: number;
  readonly blockElements: number;
  readonly blockBytes: number;
}

/** Writes the values of the blocks in `bytes` to `out`, in order. */
export type BlockDecoder = (bytes: Uint8Array, out: Float32Array) => void;

/** Writes whole blocks of finite `values` to `out`, in order. */
export type BlockEncoder = (values: Float32Array, out: Uint8Array) => void;

/**
 * A type that Lamina reads and writes. Values are decoded to the bits of llama.cpp's dequantize_row and encoded to the bytes of its reference encoders
 * without importance matrix (ggml-quants.c at 0ce8cd11): float32 arithmetic in the order of their loops, each product and sum rounded (Math.fround).
 */
export interface WeightType extends GgmlType {
  readonly decode: BlockDecoder;
  readonly encode: BlockEncoder;
  /** Places in a block of half-precision scales and minima: an infinite one means that the type cannot hold the values. */
  readonly halves: readonly number[];
}

// Indices are within the bounds of the typed arrays by construction.
export const byte = (bytes: Uint8Array, at: number): number => bytes[at] as number;
export const signed = (bytes: Uint8Array, at: number): number => (byte(bytes, at) << 24) >> 24;
export const word = (bytes: Uint8Array, at: number): number =>
  byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);
export const valueAt = (values: Float32Array, at: number): number => values[at] as number;
