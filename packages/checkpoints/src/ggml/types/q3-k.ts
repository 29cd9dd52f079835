import { findExtreme } from '../block-range.ts';
import { byte, valueAt, type WeightType } from '../ggml-type.ts';
import { half, putHalf } from '../half.ts';
import { clamp, nearestInt, SMALLEST } from '../rounding.ts';

const { abs, fround } = Math;
/** Rounds in which fitScale improves the codes. */
const ROUNDS = 5;
const CODES = new Int8Array(256);
const SCALES = new Float32Array(16);

/** 32 bytes of third bits, 64 bytes of low 2 bits, 16 six-bit scales less 32 in 12 bytes, half scale. */
export const Q3_K: WeightType = {
  type: 'Q3_K',
  number: 11,
  blockElements: 256,
  blockBytes: 110,
  halves: [108],
  decode: (bytes, out) => {
    for (let at = 0, to = 0; at < bytes.length; at += 110) {
      const scale = half(bytes, at + 108);
      for (let group = 0; group < 16; group += 1, to += 16) {
        const groupScale = scale * getGroupScale(bytes, at + 96, group);
        const half128 = group >> 3;
        const lowFrom = at + 32 + half128 * 32 + (group & 1) * 16;
        const highFrom = at + (group & 1) * 16;
        const shift = ((group >> 1) & 3) * 2;
        const bit = half128 * 4 + ((group >> 1) & 3);
        for (let index = 0; index < 16; index += 1) {
          const value = ((byte(bytes, lowFrom + index) >> shift) & 3) + (((byte(bytes, highFrom + index) >> bit) & 1) << 2);
          out[to + index] = groupScale * (value - 4);
        }
      }
    }
  },
  encode: (values, out) => {
    for (let from = 0, at = 0; from < values.length; from += 256, at += 110) {
      for (let group = 0; group < 16; group += 1) SCALES[group] = fitScale(values, from + group * 16, group * 16);
      const largest = findExtreme(SCALES, 0, 16);
      const inverse = largest === 0 ? 0 : fround(-32 / largest);
      putHalf(out, at + 108, largest === 0 ? 0 : fround(1 / inverse));
      putGroupScales(out, at + 96, inverse);
      const scale = half(out, at + 108);
      for (let group = 0; group < 16; group += 1) {
        const groupScale = fround(scale * getGroupScale(out, at + 96, group));
        if (groupScale === 0) continue;
        for (let index = group * 16; index < group * 16 + 16; index += 1)
          CODES[index] = clamp(nearestInt(fround(valueAt(values, from + index) / groupScale)), -4, 3) + 4;
      }
      putCodes(out, at);
    }
  },
};

/** The six-bit scale of a group less 32. */
function getGroupScale(bytes: Uint8Array, at: number, group: number): number {
  const low = (byte(bytes, at + (group & 7)) >> ((group >> 3) * 4)) & 15;
  const high = (byte(bytes, at + 8 + (group & 3)) >> ((group >> 2) * 2)) & 3;
  return (low | (high << 4)) - 32;
}

/** Writes the six-bit scales; all bits are 0 where every group's scale is 0. */
function putGroupScales(out: Uint8Array, at: number, inverse: number): void {
  out.fill(0, at, at + 12);
  if (inverse === 0) return;
  for (let group = 0; group < 16; group += 1) {
    const code = clamp(nearestInt(fround(inverse * valueAt(SCALES, group))), -32, 31) + 32;
    const [low, high] = [at + (group & 7), at + 8 + (group & 3)];
    out[low] = byte(out, low) | ((code & 15) << ((group >> 3) * 4));
    out[high] = byte(out, high) | ((code >> 4) << ((group >> 2) * 2));
  }
}

function putCodes(out: Uint8Array, at: number): void {
  out.fill(0, at, at + 96);
  for (let index = 0; index < 256; index += 1) {
    const code = CODES[index] as number;
    const high = at + (index & 31);
    const low = at + 32 + (index >> 7) * 32 + (index & 31);
    if (code > 3) out[high] = byte(out, high) | (1 << (index >> 5));
    out[low] = byte(out, low) | ((code & 3) << (((index >> 5) & 3) * 2));
  }
}

/**
 * The scale of 16 values with codes −4 … 3: the codes are rounded by the extreme value, then improved one after the other for the least error weighted by
 * x² (make_q3_quants). Writes the codes plus 4 at `to`: they stay where the group's scale is rounded to 0.
 */
function fitScale(values: Float32Array, from: number, to: number): number {
  const extreme = findExtreme(values, from, 16);
  if (abs(extreme) < SMALLEST) {
    CODES.fill(0, to, to + 16);
    return 0;
  }
  const inverse = fround(-4 / extreme);
  let products = 0;
  let squares = 0;
  for (let index = 0; index < 16; index += 1) {
    const value = valueAt(values, from + index);
    const code = clamp(nearestInt(fround(inverse * value)), -4, 3);
    CODES[to + index] = code;
    const weight = fround(value * value);
    products = fround(products + fround(fround(weight * value) * code));
    squares = fround(squares + fround(fround(weight * code) * code));
  }
  for (let round = 0, isChanged = true; round < ROUNDS && isChanged; round += 1) {
    isChanged = false;
    for (let index = 0; index < 16; index += 1) {
      const value = valueAt(values, from + index);
      const code = CODES[to + index] as number;
      const weight = fround(value * value);
      const weighted = fround(weight * value);
      const otherProducts = fround(products - fround(weighted * code));
      if (!(otherProducts > 0)) continue;
      const otherSquares = fround(squares - fround(fround(weight * code) * code));
      const next = clamp(nearestInt(fround(fround(value * otherSquares) / otherProducts)), -4, 3);
      if (next === code) continue;
      const nextProducts = fround(otherProducts + fround(weighted * next));
      const nextSquares = fround(otherSquares + fround(fround(weight * next) * next));
      const [gain, limit] = [fround(fround(nextProducts * nextProducts) * squares), fround(fround(products * products) * nextSquares)];
      if (!(nextSquares > 0 && gain > limit)) continue;
      CODES[to + index] = next;
      products = nextProducts;
      squares = nextSquares;
      isChanged = true;
    }
  }
  for (let index = to; index < to + 16; index += 1) CODES[index] = (CODES[index] as number) + 4;
  return squares > 0 ? fround(products / squares) : 0;
}
