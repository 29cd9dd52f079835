import { findExtreme, invert } from '../block-range.ts';
import { byte, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { fitIq4Scale, IQ4_VALUES, putIq4Codes } from '../iq4-codes.ts';
import { clamp, nearestInt } from '../rounding.ts';

const { fround } = Math;
const SCALES = new Float32Array(8);

/** Half scale, eight six-bit scales less 32 (2 high bits in 2 bytes, 4 low bits in 4 bytes), nibbles per 32 values as in IQ4_NL. */
export const IQ4_XS: WeightType = {
  type: 'IQ4_XS',
  number: 23,
  blockElements: 256,
  blockBytes: 136,
  halves: [0],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 136) {
      const scale = half(bytes, at);
      const highs = byte(bytes, at + 2) | (byte(bytes, at + 3) << 8);
      for (let group = 0; group < 8; group += 1, to += 32) {
        const low = (byte(bytes, at + 4 + (group >> 1)) >> ((group & 1) * 4)) & 15;
        const groupScale = scale * ((low | (((highs >> (group * 2)) & 3) << 4)) - 32);
        const from = at + 8 + group * 16;
        for (let index = 0; index < 16; index += 1) {
          const pair = byte(bytes, from + index);
          out[to + index] = groupScale * valueAt(IQ4_VALUES, pair & 15);
          out[to + 16 + index] = groupScale * valueAt(IQ4_VALUES, pair >> 4);
        }
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 256, at += 136) {
      for (let group = 0; group < 8; group += 1) SCALES[group] = fitIq4Scale(values, from + group * 32);
      const scale = fround(-findExtreme(SCALES, 0, 8) / 32);
      const inverse = invert(scale);
      putHalf(out, at, scale);
      out.fill(0, at + 2, at + 8);
      for (let group = 0; group < 8; group += 1) {
        const code = clamp(nearestInt(fround(inverse * valueAt(SCALES, group))), -32, 31);
        putIq4Codes(values, from + group * 32, { inverse: invert(fround(scale * code)), out, at: at + 8 + group * 16 });
        const [high, low] = [at + 2 + (group >> 2), at + 4 + (group >> 1)];
        out[high] = byte(out, high) | (((code + 32) >> 4) << (2 * (group & 3)));
        out[low] = byte(out, low) | (((code + 32) & 15) << (4 * (group & 1)));
      }
    }
  },
};
