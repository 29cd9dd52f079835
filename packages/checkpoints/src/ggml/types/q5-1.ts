import { findHighest, findLowest, invert } from '../block-range.ts';
import { byte, valueAt, type WeightType, word } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { putFives } from '../put-fives.ts';

const { fround } = Math;
const CODES = new Uint8Array(32);

/** Half scale, half minimum, the fifth bits, nibbles. */
export const Q5_1: WeightType = {
  type: 'Q5_1',
  number: 7,
  blockElements: 32,
  blockBytes: 24,
  halves: [0, 2],
  decode: (bytes, out) => {
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
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 32, at += 24) {
      const minimum = findLowest(values, from, 32);
      const scale = fround(fround(findHighest(values, from, 32) - minimum) / 31);
      const inverse = invert(scale);
      putHalf(out, at, scale);
      putHalf(out, at + 2, minimum);
      for (let index = 0; index < 32; index += 1)
        CODES[index] = fround(fround(fround(valueAt(values, from + index) - minimum) * inverse) + 0.5) | 0;
      putFives(CODES, out, at + 4);
    }
  },
};
