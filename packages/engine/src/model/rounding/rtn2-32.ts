import { getAt } from '@lamina/errors';

const { floor, fround } = Math;
const GROUP = 32;

/** A type for measuring only, in no file: 3 bits per weight, with a half-precision scale and minimum for 32 neighbours. */
export const RTN2_32 = 'RTN2_32';
export const RTN2_32_BITS = 3;

/** Half precision, ties to even, as float32. */
function toHalf(value: number): number {
  return getAt(new Float16Array([value]), 0);
}

/**
 * Values after rounding to nearest in two bits: d = half((max − min) / 3), m = half(min), code = clamp(⌊(x − m) / d + 0.5⌋, 0, 3), value = d · code + m.
 * @param rows float32[rows, columns], columns a multiple of 32
 */
export function roundRtn2(rows: Float32Array): Float32Array {
  const out = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += GROUP) {
    const group = rows.subarray(from, from + GROUP);
    const lowest = group.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const highest = group.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const scale = toHalf(fround(fround(highest - lowest) / 3));
    const minimum = toHalf(lowest);
    for (const [index, value] of group.entries()) {
      const code = scale === 0 ? 0 : Math.min(3, Math.max(0, floor(fround(fround(fround(value - minimum) / scale) + 0.5))));
      out[from + index] = fround(fround(scale * code) + minimum);
    }
  }
  return out;
}
