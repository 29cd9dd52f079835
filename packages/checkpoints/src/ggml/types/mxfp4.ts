import { findExtreme } from '../block-range.ts';
import { byte, valueAt, type WeightType } from '../ggml-type.ts';

const { abs, floor, fround, log2 } = Math;

/** Values of the 4-bit codes (float4 e2m1), doubled as ggml has them. */
const VALUES = Float32Array.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);

/** MXFP4 as GGUF stores it: a byte e for the scale 2^(e-127), then float4 e2m1 codes (low nibbles are values 0–15, high ones 16–31). */
export const MXFP4: WeightType = {
  type: 'MXFP4',
  number: 39,
  blockElements: 32,
  blockBytes: 17,
  halves: [],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 17, to += 32) {
      const scale = 2 ** (byte(bytes, at) - 128);
      for (let index = 0; index < 16; index += 1) {
        const pair = byte(bytes, at + 1 + index);
        out[to + index] = scale * valueAt(VALUES, pair & 15);
        out[to + 16 + index] = scale * valueAt(VALUES, pair >> 4);
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 32, at += 17) {
      const largest = abs(findExtreme(values, from, 32));
      // Exponents below 0 wrap around, as the cast to a byte does. All codes of such a block are 0.
      const exponent = largest > 0 ? (floor(fround(log2(largest))) + 125) & 255 : 0;
      const scale = 2 ** (exponent - 128);
      out[at] = exponent;
      for (let index = 0; index < 16; index += 1)
        out[at + 1 + index] = findCode(valueAt(values, from + index), scale) | (findCode(valueAt(values, from + 16 + index), scale) << 4);
    }
  },
};

/** The code of the nearest value, the first of equally near ones. Codes of the other sign are never nearer than 0. */
function findCode(value: number, scale: number): number {
  const first = value < 0 ? 8 : 0;
  let best = 0;
  let least = abs(value);
  for (let code = first + 1; code < first + 8; code += 1) {
    const error = abs(fround(fround(valueAt(VALUES, code) * scale) - value));
    if (error < least) {
      best = code;
      least = error;
    }
  }
  return best;
}

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
    out[2 * at] = scale * valueAt(VALUES, pair & 15);
    out[2 * at + 1] = scale * valueAt(VALUES, pair >> 4);
  }
  return out;
}
