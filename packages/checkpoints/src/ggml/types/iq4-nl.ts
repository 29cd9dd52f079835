import { invert } from '../block-range.ts';
import { byte, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { fitIq4Scale, IQ4_VALUES, putIq4Codes } from '../iq4-codes.ts';

/** Half scale, nibbles that are places in a table of uneven steps. */
export const IQ4_NL: WeightType = {
  type: 'IQ4_NL',
  number: 20,
  blockElements: 32,
  blockBytes: 18,
  halves: [0],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 18, to += 32) {
      const scale = half(bytes, at);
      for (let index = 0; index < 16; index += 1) {
        const pair = byte(bytes, at + 2 + index);
        out[to + index] = scale * valueAt(IQ4_VALUES, pair & 15);
        out[to + 16 + index] = scale * valueAt(IQ4_VALUES, pair >> 4);
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 32, at += 18) {
      const scale = fitIq4Scale(values, from);
      putHalf(out, at, scale);
      putIq4Codes(values, from, { inverse: invert(scale), out, at: at + 2 });
    }
  },
};
