import { findExtreme, invert } from '../block-range.ts';
import { byte, valueAt, type WeightType, word } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { putFives } from '../put-fives.ts';

const { fround, min } = Math;
const CODES = new Uint8Array(32);

/** Half scale, the fifth bits of 32 values, nibbles as in Q4_0; less 16. */
export const Q5_0: WeightType = {
  type: 'Q5_0',
  number: 6,
  blockElements: 32,
  blockBytes: 22,
  halves: [0],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 22, to += 32) {
      const scale = half(bytes, at);
      const high = word(bytes, at + 2);
      for (let index = 0; index < 16; index += 1) {
        const pair = byte(bytes, at + 6 + index);
        out[to + index] = scale * (((pair & 15) | (((high >>> index) & 1) << 4)) - 16);
        out[to + 16 + index] = scale * (((pair >> 4) | (((high >>> (index + 16)) & 1) << 4)) - 16);
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 32, at += 22) {
      const scale = fround(findExtreme(values, from, 32) / -16);
      const inverse = invert(scale);
      putHalf(out, at, scale);
      for (let index = 0; index < 32; index += 1)
        CODES[index] = min(31, fround(fround(valueAt(values, from + index) * inverse) + 16.5) | 0);
      putFives(CODES, out, at + 2);
    }
  },
};
