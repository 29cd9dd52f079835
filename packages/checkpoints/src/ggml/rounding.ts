const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);
/** 1.5 × 2^23: a float32 sum with it is rounded to an integer. */
const MAGIC = 12_582_912;
/** 1.5 × 2^52: the same for a float64 sum. */
const MAGIC_64 = 6_755_399_441_055_744;

/** Groups of values that are all smaller have the scale 0 (GROUP_MAX_EPS). */
export const SMALLEST = Math.fround(1e-15);

/**
 * A float32 as integer, ties to even, by the addition that ggml uses (nearest_int of ggml-quants.c). Beyond ±2^22 it gives the numbers that ggml gets from
 * the bits of the sum: they are no roundings, but decide bytes.
 */
export function nearestInt(value: number): number {
  if (value > -4_194_303 && value < 4_194_303) return value + MAGIC_64 - MAGIC_64;
  FLOAT[0] = value + MAGIC;
  return ((BITS[0] as number) & 0x7fffff) - 0x400000;
}

/** A float32 as integer, halves away from 0 (roundf); 0 for NaN. */
export function roundAway(value: number): number {
  // In float64 the sum is exact: the value below a half does not become a whole.
  return (value < 0 ? value - 0.5 : value + 0.5) | 0;
}

export function clamp(value: number, lowest: number, highest: number): number {
  if (value < lowest) return lowest;
  if (value > highest) return highest;
  return value;
}
