import type { ScaleSearch } from '../fit-scale-and-minimum.ts';
import { byte, type WeightType } from '../ggml-type.ts';
import { half } from '../half.ts';
import { encodeGroups, groupMinimum6, groupScale6 } from '../six-bit-scales.ts';

const SEARCH: ScaleSearch = { count: 32, highest: 15, first: -1, steps: 20, isAbsolute: false };
const CODES = new Uint8Array(256);

/** Half scale, half minimum, 12 bytes of eight scales and minima, 128 bytes of nibbles (32 low, then 32 high). */
export const Q4_K: WeightType = {
  type: 'Q4_K',
  number: 12,
  blockElements: 256,
  blockBytes: 144,
  halves: [0, 2],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 144) {
      const scale = half(bytes, at);
      const minimum = half(bytes, at + 2);
      for (let group = 0; group < 8; group += 2, to += 64) {
        const lowScale = scale * groupScale6(bytes, at + 4, group);
        const lowMinimum = minimum * groupMinimum6(bytes, at + 4, group);
        const highScale = scale * groupScale6(bytes, at + 4, group + 1);
        const highMinimum = minimum * groupMinimum6(bytes, at + 4, group + 1);
        const from = at + 16 + group * 16;
        for (let index = 0; index < 32; index += 1) {
          const pair = byte(bytes, from + index);
          out[to + index] = lowScale * (pair & 15) - lowMinimum;
          out[to + 32 + index] = highScale * (pair >> 4) - highMinimum;
        }
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 256, at += 144) {
      encodeGroups(values, from, { search: SEARCH, codes: CODES, out, at });
      for (let index = 0; index < 128; index += 1) {
        const low = (index >> 5) * 64 + (index & 31);
        out[at + 16 + index] = byte(CODES, low) | (byte(CODES, low + 32) << 4);
      }
    }
  },
};
