import { findExtreme, invert } from '../block-range.ts';
import { byte, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { roundAway } from '../rounding.ts';

const { abs, fround } = Math;
const POWERS = [1, 3, 9, 27, 81] as const;
/** Runs of bytes: the first byte, how many there are, how many values each holds, and the first value. Neighbours in a byte are `count` values apart. */
const RUNS = [
  { first: 0, count: 32, digits: 5, start: 0 },
  { first: 32, count: 16, digits: 5, start: 160 },
  { first: 48, count: 4, digits: 4, start: 240 },
] as const;

/** Ternary digits −1, 0, 1, five in a byte as a fraction of 256 (the last four bytes hold four), and a half scale. */
export const TQ1_0: WeightType = {
  type: 'TQ1_0',
  number: 34,
  blockElements: 256,
  blockBytes: 54,
  halves: [52],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 54, to += 256) {
      const scale = half(bytes, at + 52);
      for (const { first, count, digits, start } of RUNS)
        for (let digit = 0; digit < digits; digit += 1) {
          const power = POWERS[digit] as number;
          for (let index = 0; index < count; index += 1) {
            const fraction = (byte(bytes, at + first + index) * power) & 255;
            out[to + start + digit * count + index] = (((fraction * 3) >> 8) - 1) * scale;
          }
        }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 256, at += 54) {
      const scale = abs(findExtreme(values, from, 256));
      const inverse = invert(scale);
      for (const { first, count, digits, start } of RUNS)
        for (let index = 0; index < count; index += 1) {
          let sum = 0;
          for (let digit = 0; digit < digits; digit += 1)
            sum = sum * 3 + roundAway(fround(valueAt(values, from + start + digit * count + index) * inverse)) + 1;
          const whole = digits === 5 ? sum : sum * 3;
          out[at + first + index] = (((whole & 255) * 256 + 242) / 243) | 0;
        }
      putHalf(out, at + 52, scale);
    }
  },
};
