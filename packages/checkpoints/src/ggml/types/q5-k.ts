import type { ScaleSearch } from '../fit-scale-and-minimum.ts';
import { byte, type WeightType } from '../ggml-type.ts';
import { half } from '../half.ts';
import { encodeGroups, groupMinimum6, groupScale6 } from '../six-bit-scales.ts';

const SEARCH: ScaleSearch = { count: 32, highest: 31, first: -0.5, steps: 15, isAbsolute: false };
const CODES = new Uint8Array(256);

/** As Q4_K with 32 bytes of fifth bits before the nibbles. */
export const Q5_K: WeightType = {
  type: 'Q5_K',
  number: 13,
  blockElements: 256,
  blockBytes: 176,
  halves: [0, 2],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 176) {
      const scale = half(bytes, at);
      const minimum = half(bytes, at + 2);
      for (let group = 0; group < 8; group += 2, to += 64) {
        const lowScale = scale * groupScale6(bytes, at + 4, group);
        const lowMinimum = minimum * groupMinimum6(bytes, at + 4, group);
        const highScale = scale * groupScale6(bytes, at + 4, group + 1);
        const highMinimum = minimum * groupMinimum6(bytes, at + 4, group + 1);
        const from = at + 48 + group * 16;
        for (let index = 0; index < 32; index += 1) {
          const pair = byte(bytes, from + index);
          const fifth = byte(bytes, at + 16 + index) >> group;
          out[to + index] = lowScale * ((pair & 15) | ((fifth & 1) << 4)) - lowMinimum;
          out[to + 32 + index] = highScale * ((pair >> 4) | ((fifth & 2) << 3)) - highMinimum;
        }
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 256, at += 176) {
      encodeGroups(values, from, { search: SEARCH, codes: CODES, out, at });
      out.fill(0, at + 16, at + 48);
      for (let index = 0; index < 128; index += 1) {
        const group = (index >> 5) * 2;
        const low = byte(CODES, group * 32 + (index & 31));
        const high = byte(CODES, group * 32 + 32 + (index & 31));
        const fifths = at + 16 + (index & 31);
        out[at + 48 + index] = (low & 15) | ((high & 15) << 4);
        out[fifths] = byte(out, fifths) | ((low >> 4) << group) | ((high >> 4) << (group + 1));
      }
    }
  },
};
