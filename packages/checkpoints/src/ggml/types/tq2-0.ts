import { findExtreme, invert } from '../block-range.ts';
import { byte, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { roundAway } from '../rounding.ts';

const { abs, fround } = Math;

/** Two bits for −1, 0, 1 plus 1: 128 values share 32 bytes, 32 values apart; then a half scale. */
export const TQ2_0: WeightType = {
  type: 'TQ2_0',
  number: 35,
  blockElements: 256,
  blockBytes: 66,
  halves: [64],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 66, to += 256) {
      const scale = half(bytes, at + 64);
      for (let index = 0; index < 256; index += 1) {
        const code = (byte(bytes, at + (index >> 7) * 32 + (index & 31)) >> (((index >> 5) & 3) * 2)) & 3;
        out[to + index] = (code - 1) * scale;
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 256, at += 66) {
      const scale = abs(findExtreme(values, from, 256));
      const inverse = invert(scale);
      for (let place = 0; place < 64; place += 1) {
        const first = from + (place >> 5) * 128 + (place & 31);
        let codes = 0;
        for (let digit = 0; digit < 4; digit += 1)
          codes |= ((roundAway(fround(valueAt(values, first + digit * 32) * inverse)) + 1) & 3) << (2 * digit);
        out[at + place] = codes;
      }
      putHalf(out, at + 64, scale);
    }
  },
};
