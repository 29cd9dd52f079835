import { findExtreme } from './block-range.ts';
import { byte, valueAt } from './ggml-type.ts';
import { clamp, SMALLEST } from './rounding.ts';

const { abs, floor, fround } = Math;

/** Values of the 4-bit codes of IQ4_NL and IQ4_XS (kvalues_iq4nl of ggml-common.h). */
export const IQ4_VALUES: Float32Array = Float32Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

/** The code of the value nearest to −128, −127.5 … 127.5, the higher one of two. It changes at halves only, so it holds up to the next half. */
const NEAREST = Uint8Array.from({ length: 512 }, (_, place) => {
  const value = place / 2 - 128;
  return IQ4_VALUES.findLastIndex((above, code) => code === 0 || value >= (valueAt(IQ4_VALUES, code - 1) + above) / 2);
});
const TRIES = 7;
const SUMS = new Float32Array(2);

function findIq4Code(value: number): number {
  return byte(NEAREST, clamp(floor(2 * value) + 256, 0, 511));
}

/** The scale of 32 values with the least error weighted by x² among 16 candidates (quantize_row_iq4_nl_impl). */
export function fitIq4Scale(values: Float32Array, from: number): number {
  const extreme = findExtreme(values, from, 32);
  if (abs(extreme) < SMALLEST) return 0;
  sumCodes(values, from, fround(1 / fround(extreme / 127)));
  let products = valueAt(SUMS, 0);
  let squares = valueAt(SUMS, 1);
  let scale = squares > 0 ? fround(products / squares) : 0;
  let best = fround(scale * products);
  for (let step = -TRIES; step <= TRIES; step += 1) {
    sumCodes(values, from, fround((step + valueAt(IQ4_VALUES, 0)) / extreme));
    products = valueAt(SUMS, 0);
    squares = valueAt(SUMS, 1);
    if (!(squares > 0 && fround(products * products) > fround(best * squares))) continue;
    scale = fround(products / squares);
    best = fround(scale * products);
  }
  return scale;
}

/** Σ x²·q·x and Σ x²·q² over 32 values x and the values q of their codes. */
function sumCodes(values: Float32Array, from: number, inverse: number): void {
  let products = 0;
  let squares = 0;
  for (let at = from; at < from + 32; at += 1) {
    const value = valueAt(values, at);
    const coded = valueAt(IQ4_VALUES, findIq4Code(fround(inverse * value)));
    const weighted = fround(fround(value * value) * coded);
    products = fround(products + fround(weighted * value));
    squares = fround(squares + fround(weighted * coded));
  }
  SUMS[0] = products;
  SUMS[1] = squares;
}

/** Writes the codes of 32 values: low nibbles are values 0–15, high ones 16–31. */
export function putIq4Codes(
  values: Float32Array,
  from: number,
  { inverse, out, at }: { readonly inverse: number; readonly out: Uint8Array; readonly at: number },
): void {
  for (let index = 0; index < 16; index += 1)
    out[at + index] =
      findIq4Code(fround(inverse * valueAt(values, from + index))) |
      (findIq4Code(fround(inverse * valueAt(values, from + 16 + index))) << 4);
}
