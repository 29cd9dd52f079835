import { HALF_TO_FLOAT } from './half-to-float.ts';

/** Writes the values of the blocks in `bytes` to `out`, in order. */
export type BlockDecoder = (bytes: Uint8Array, out: Float32Array) => void;

/** Values of the 4-bit codes of IQ4_NL and IQ4_XS (kvalues_iq4nl of ggml-common.h). */
export const IQ4_VALUES: Float32Array = Float32Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

/** Values of the 4-bit codes of MXFP4 (float4 e2m1), doubled as ggml has them. */
const FP4_VALUES = Float32Array.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);

// The indices below are within the bounds of the typed arrays by construction; `| 0` and `+` preserve the types for V8's compiler.

export const half = (bytes: Uint8Array, at: number): number => HALF_TO_FLOAT[byte(bytes, at) | (byte(bytes, at + 1) << 8)] as number;
export const byte = (bytes: Uint8Array, at: number): number => bytes[at] as number;

/** A scale, then 16 bytes whose low nibbles are values 0–15 and whose high nibbles are values 16–31: places in a table. A scale of one byte e is 2^(e-127). */
const decodeTable =
  (values: Float32Array, scaleBytes: 1 | 2): BlockDecoder =>
  (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += scaleBytes + 16, to += 32) {
      const scale = scaleBytes === 1 ? 2 ** (byte(bytes, at) - 128) : half(bytes, at);
      for (let index = 0; index < 16; index += 1) {
        const pair = byte(bytes, at + scaleBytes + index);
        out[to + index] = scale * (values[pair & 15] as number);
        out[to + 16 + index] = scale * (values[pair >> 4] as number);
      }
    }
  };

/** Q4_0: half scale, nibbles less 8. */
export const decodeQ4_0 = decodeTable(
  Float32Array.from({ length: 16 }, (_, code) => code - 8),
  2,
);

/** IQ4_NL: half scale. */
export const decodeIq4Nl = decodeTable(IQ4_VALUES, 2);

/** MXFP4 as GGUF stores it: an exponent byte, then float4 e2m1 codes. */
export const decodeMxfp4 = decodeTable(FP4_VALUES, 1);

/** Q4_1: half scale, half minimum, nibbles as in Q4_0. */
export const decodeQ4_1: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 20, to += 32) {
    const scale = half(bytes, at);
    const minimum = half(bytes, at + 2);
    for (let index = 0; index < 16; index += 1) {
      const pair = byte(bytes, at + 4 + index);
      out[to + index] = scale * (pair & 15) + minimum;
      out[to + 16 + index] = scale * (pair >> 4) + minimum;
    }
  }
};

const word = (bytes: Uint8Array, at: number): number =>
  byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);

/** Q5_0: half scale, the fifth bits of 32 values, nibbles as in Q4_0; less 16. */
export const decodeQ5_0: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 22, to += 32) {
    const scale = half(bytes, at);
    const high = word(bytes, at + 2);
    for (let index = 0; index < 16; index += 1) {
      const pair = byte(bytes, at + 6 + index);
      out[to + index] = scale * (((pair & 15) | (((high >>> index) & 1) << 4)) - 16);
      out[to + 16 + index] = scale * (((pair >> 4) | (((high >>> (index + 16)) & 1) << 4)) - 16);
    }
  }
};

/** Q5_1: half scale, half minimum, the fifth bits, nibbles. */
export const decodeQ5_1: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 24, to += 32) {
    const scale = half(bytes, at);
    const minimum = half(bytes, at + 2);
    const high = word(bytes, at + 4);
    for (let index = 0; index < 16; index += 1) {
      const pair = byte(bytes, at + 8 + index);
      out[to + index] = scale * ((pair & 15) | (((high >>> index) & 1) << 4)) + minimum;
      out[to + 16 + index] = scale * ((pair >> 4) | (((high >>> (index + 16)) & 1) << 4)) + minimum;
    }
  }
};

/** Q8_0: half scale, 32 signed bytes. */
export const decodeQ8_0: BlockDecoder = (bytes, out) => {
  for (let at = 0, to = 0; at < bytes.length; at += 34, to += 32) {
    const scale = half(bytes, at);
    for (let index = 0; index < 32; index += 1) out[to + index] = scale * ((byte(bytes, at + 2 + index) << 24) >> 24);
  }
};

/**
 * MXFP4 as safetensors files of gpt-oss store it: `blocks: uint8[…, 16]` whose byte j holds values 2j (low nibble) and 2j+1 (high nibble),
 * and `scales: uint8[…]`, one exponent byte per block. Source: transformers 4.57.6, integrations/mxfp4.py, convert_moe_packed_tensors.
 */
export function decodePackedMxfp4(blocks: Uint8Array, scales: Uint8Array): Float32Array {
  if (blocks.length !== scales.length * 16) throw new Error(`${blocks.length} bytes of MXFP4 blocks for ${scales.length} scales`);
  const out = new Float32Array(blocks.length * 2);
  for (let at = 0; at < blocks.length; at += 1) {
    const scale = 2 ** (byte(scales, at >> 4) - 128);
    const pair = byte(blocks, at);
    out[2 * at] = scale * (FP4_VALUES[pair & 15] as number);
    out[2 * at + 1] = scale * (FP4_VALUES[pair >> 4] as number);
  }
  return out;
}
