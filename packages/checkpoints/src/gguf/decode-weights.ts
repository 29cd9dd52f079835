import type { StoredType } from '../checkpoint.ts';
import { decodeIq4Xs, decodeQ2K, decodeQ3K, decodeQ4K, decodeQ5K, decodeQ6K } from './decode-k-quants.ts';
import {
  type BlockDecoder,
  decodeIq4Nl,
  decodeMxfp4,
  decodeQ4_0,
  decodeQ4_1,
  decodeQ5_0,
  decodeQ5_1,
  decodeQ8_0,
} from './decode-simple-blocks.ts';
import { findBlockLayout } from './ggml-types.ts';
import { HALF_TO_FLOAT } from './half-to-float.ts';

const decodeF32: BlockDecoder = (bytes, out) => {
  new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(bytes);
};

const decodeF16: BlockDecoder = (bytes, out) => {
  for (let index = 0; index < out.length; index += 1)
    out[index] = HALF_TO_FLOAT[(bytes[2 * index] as number) | ((bytes[2 * index + 1] as number) << 8)] as number;
};

const decodeBf16: BlockDecoder = (bytes, out) => {
  const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let index = 0; index < words.length; index += 1)
    words[index] = ((bytes[2 * index] as number) << 16) | ((bytes[2 * index + 1] as number) << 24);
};

const DECODERS: Readonly<Partial<Record<StoredType, BlockDecoder>>> = {
  F32: decodeF32,
  F16: decodeF16,
  BF16: decodeBf16,
  Q4_0: decodeQ4_0,
  Q4_1: decodeQ4_1,
  Q5_0: decodeQ5_0,
  Q5_1: decodeQ5_1,
  Q8_0: decodeQ8_0,
  Q2_K: decodeQ2K,
  Q3_K: decodeQ3K,
  Q4_K: decodeQ4K,
  Q5_K: decodeQ5K,
  Q6_K: decodeQ6K,
  IQ4_NL: decodeIq4Nl,
  IQ4_XS: decodeIq4Xs,
  MXFP4: decodeMxfp4,
};

/** Whether `decodeWeights` supports this type: all floating-point types except F64, and all block types of StoredType. */
export function isDecodable(type: StoredType): boolean {
  return DECODERS[type] !== undefined;
}

/**
 * The float32 values of stored weights, bit-identical to llama.cpp's dequantize_row and Python's gguf.quants 0.19.0.
 * @param bytes whole blocks (values of F32, F16 and BF16), little-endian.
 */
export function decodeWeights(type: StoredType, bytes: Uint8Array): Float32Array {
  const layout = findBlockLayout(type);
  const decode = DECODERS[type];
  if (layout === undefined || decode === undefined) throw new Error(`no decoder for ${type}`);
  if (bytes.length % layout.blockBytes !== 0) throw new Error(`${bytes.length} bytes are no whole blocks of ${type}`);
  const out = new Float32Array((bytes.length / layout.blockBytes) * layout.blockElements);
  decode(bytes, out);
  return out;
}
