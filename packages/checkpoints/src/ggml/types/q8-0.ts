import { findExtreme, invert } from '../block-range.ts';
import { signed, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { roundAway } from '../rounding.ts';

const { abs, fround } = Math;

/** Half scale, 32 signed bytes. */
export const Q8_0: WeightType = {
  type: 'Q8_0',
  number: 8,
  blockElements: 32,
  blockBytes: 34,
  halves: [0],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 34, to += 32) {
      const scale = half(bytes, at);
      for (let index = 0; index < 32; index += 1) out[to + index] = scale * signed(bytes, at + 2 + index);
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 32, at += 34) {
      const scale = fround(abs(findExtreme(values, from, 32)) / 127);
      const inverse = invert(scale);
      putHalf(out, at, scale);
      for (let index = 0; index < 32; index += 1) out[at + 2 + index] = roundAway(fround(valueAt(values, from + index) * inverse));
    }
  },
};
