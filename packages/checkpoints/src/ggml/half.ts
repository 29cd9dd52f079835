import { byte } from './ggml-type.ts';

/** The float32 value of every IEEE 754 half-precision number, indexed by its bits: a table lookup instead of a conversion per weight. */
const HALF_TO_FLOAT: Float32Array = makeTable();

function makeTable(): Float32Array {
  const table = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits += 1) {
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const magnitude =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    table[bits] = bits >= 0x8000 ? -magnitude : magnitude;
  }
  return table;
}

/** The half-precision number at a place, little-endian. */
export const half = (bytes: Uint8Array, at: number): number => HALF_TO_FLOAT[byte(bytes, at) | (byte(bytes, at + 1) << 8)] as number;

const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/** The bits of the nearest half-precision number, ties to even; beyond 65520 an infinity. */
function toHalfBits(value: number): number {
  FLOAT[0] = value;
  const bits = BITS[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  // Subnormal halves are multiples of 2^-24. A sum with 1.5 × 2^23 rounds to an integer, ties to even.
  if (magnitude < 0x38800000) return sign | (Math.fround(Math.abs(FLOAT[0] as number) * 2 ** 24 + 12_582_912) - 12_582_912);
  return sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13);
}

/** Writes the nearest half-precision number at a place, little-endian. */
export function putHalf(out: Uint8Array, at: number, value: number): void {
  const bits = toHalfBits(value);
  out[at] = bits;
  out[at + 1] = bits >> 8;
}
