import { findHighest, findLowest, invert } from '../block-range.ts';
import { byte, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';

const { fround, min } = Math;

/** Half scale, half minimum, nibbles as in Q4_0. */
export const Q4_1: WeightType = {
  type: 'Q4_1',
  number: 3,
  blockElements: 32,
  blockBytes: 20,
  halves: [0, 2],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 20, to += 32) {
      const scale = half(bytes, at);
      const minimum = half(bytes, at + 2);
      for (let index = 0; index < 16; index += 1) {
        const pair = byte(bytes, at + 4 + index);
        out[to + index] = scale * (pair & 15) + minimum;
        out[to + 16 + index] = scale * (pair >> 4) + minimum;
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 32, at += 20) {
      const minimum = findLowest(values, from, 32);
      const scale = fround(fround(findHighest(values, from, 32) - minimum) / 15);
      const inverse = invert(scale);
      putHalf(out, at, scale);
      putHalf(out, at + 2, minimum);
      for (let index = 0; index < 16; index += 1) {
        const low = fround(fround(fround(valueAt(values, from + index) - minimum) * inverse) + 0.5) | 0;
        const high = fround(fround(fround(valueAt(values, from + 16 + index) - minimum) * inverse) + 0.5) | 0;
        out[at + 4 + index] = min(15, low) | (min(15, high) << 4);
      }
    }
  },
};
