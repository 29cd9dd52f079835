import { findExtreme } from '../block-range.ts';
import { byte, signed, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { clamp, nearestInt, SMALLEST } from '../rounding.ts';

const { abs, fround, min } = Math;
const TENTH = fround(0.1);
const CODES = new Uint8Array(256);
const SCALES = new Float32Array(16);
const SUMS = new Float32Array(2);

/** 128 bytes of low nibbles, 64 bytes of high 2 bits, 16 signed scales, half scale; values less 32. */
export const Q6_K: WeightType = {
  type: 'Q6_K',
  number: 14,
  blockElements: 256,
  blockBytes: 210,
  halves: [208],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 210) {
      const scale = half(bytes, at + 208);
      for (let part = 0; part < 2; part += 1, to += 128) {
        for (let index = 0; index < 32; index += 1) {
          const scales = at + 192 + part * 8 + (index >> 4);
          const first = byte(bytes, at + part * 64 + index);
          const second = byte(bytes, at + part * 64 + 32 + index);
          const high = byte(bytes, at + 128 + part * 32 + index);
          out[to + index] = scale * signed(bytes, scales) * (((first & 15) | ((high & 3) << 4)) - 32);
          out[to + 32 + index] = scale * signed(bytes, scales + 2) * (((second & 15) | (((high >> 2) & 3) << 4)) - 32);
          out[to + 64 + index] = scale * signed(bytes, scales + 4) * (((first >> 4) | (((high >> 4) & 3) << 4)) - 32);
          out[to + 96 + index] = scale * signed(bytes, scales + 6) * (((second >> 4) | ((high >> 6) << 4)) - 32);
        }
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 256, at += 210) {
      for (let group = 0; group < 16; group += 1) SCALES[group] = fitScale(values, from + group * 16, group * 16);
      const largest = findExtreme(SCALES, 0, 16);
      if (abs(largest) < SMALLEST) {
        out.fill(0, at, at + 210);
        continue;
      }
      const inverse = fround(-128 / largest);
      putHalf(out, at + 208, fround(1 / inverse));
      const scale = half(out, at + 208);
      for (let group = 0; group < 16; group += 1) {
        const code = min(127, nearestInt(fround(inverse * valueAt(SCALES, group))));
        out[at + 192 + group] = code;
        const groupScale = fround(scale * code);
        if (groupScale === 0) continue;
        for (let index = group * 16; index < group * 16 + 16; index += 1)
          CODES[index] = clamp(nearestInt(fround(valueAt(values, from + index) / groupScale)), -32, 31) + 32;
      }
      putCodes(out, at);
    }
  },
};

function putCodes(out: Uint8Array, at: number): void {
  for (let part = 0; part < 2; part += 1)
    for (let index = 0; index < 32; index += 1) {
      const place = part * 128 + index;
      const [first, second, third, fourth] = [
        byte(CODES, place),
        byte(CODES, place + 32),
        byte(CODES, place + 64),
        byte(CODES, place + 96),
      ];
      out[at + part * 64 + index] = (first & 15) | ((third & 15) << 4);
      out[at + part * 64 + 32 + index] = (second & 15) | ((fourth & 15) << 4);
      out[at + 128 + part * 32 + index] = (first >> 4) | ((second >> 4) << 2) | ((third >> 4) << 4) | ((fourth >> 4) << 6);
    }
}

/**
 * The scale of 16 values with codes −32 … 31 that has the least error weighted by x², among 19 candidates (make_qx_quants with rmse_type 1). Writes the
 * codes plus 32 at `to`: they stay where the group's scale is rounded to 0.
 */
function fitScale(values: Float32Array, from: number, to: number): number {
  const extreme = findExtreme(values, from, 16);
  if (abs(extreme) < SMALLEST) {
    CODES.fill(0, to, to + 16);
    return 0;
  }
  let inverse = fround(-32 / extreme);
  sumCodes(values, from, inverse);
  let products = valueAt(SUMS, 0);
  let squares = valueAt(SUMS, 1);
  let scale = squares === 0 ? 0 : fround(products / squares);
  let best = fround(scale * products);
  for (let step = -9; step <= 9; step += 1) {
    if (step === 0) continue;
    const candidate = fround(-fround(32 + fround(TENTH * step)) / extreme);
    sumCodes(values, from, candidate);
    products = valueAt(SUMS, 0);
    squares = valueAt(SUMS, 1);
    if (squares > 0 && fround(products * products) > fround(best * squares)) {
      inverse = candidate;
      scale = fround(products / squares);
      best = fround(scale * products);
    }
  }
  for (let index = 0; index < 16; index += 1)
    CODES[to + index] = 32 + clamp(nearestInt(fround(inverse * valueAt(values, from + index))), -32, 31);
  return scale;
}

/** Σ x²·x·l and Σ x²·l² over 16 values x and their codes l. */
function sumCodes(values: Float32Array, from: number, inverse: number): void {
  let products = 0;
  let squares = 0;
  for (let at = from; at < from + 16; at += 1) {
    const value = valueAt(values, at);
    const code = clamp(nearestInt(fround(inverse * value)), -32, 31);
    const weight = fround(value * value);
    products = fround(products + fround(fround(weight * value) * code));
    squares = fround(squares + fround(fround(weight * code) * code));
  }
  SUMS[0] = products;
  SUMS[1] = squares;
}
