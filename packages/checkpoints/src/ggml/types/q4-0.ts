import { findExtreme, invert } from '../block-range.ts';
import { byte, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';

const { fround, min } = Math;

/** Half scale, nibbles less 8: the low ones are values 0–15, the high ones 16–31. The extreme of a block has the code 0. */
export const Q4_0: WeightType = {
  type: 'Q4_0',
  number: 2,
  blockElements: 32,
  blockBytes: 18,
  halves: [0],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 18, to += 32) {
      const scale = half(bytes, at);
      for (let index = 0; index < 16; index += 1) {
        const pair = byte(bytes, at + 2 + index);
        out[to + index] = scale * ((pair & 15) - 8);
        out[to + 16 + index] = scale * ((pair >> 4) - 8);
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 32, at += 18) {
      const scale = fround(findExtreme(values, from, 32) / -8);
      const inverse = invert(scale);
      putHalf(out, at, scale);
      for (let index = 0; index < 16; index += 1) {
        const low = min(15, fround(fround(valueAt(values, from + index) * inverse) + 8.5) | 0);
        const high = min(15, fround(fround(valueAt(values, from + 16 + index) * inverse) + 8.5) | 0);
        out[at + 2 + index] = low | (high << 4);
      }
    }
  },
};
