import type { Tensor } from '@lamina/onnx';

/**
 * A matrix [rows, columns] as codes. Blocks of `block` values along a row share a scale and an offset:
 *
 *     W[r, c] = scale[r, c / block] · code[r, c] + (shift − zero[r, c / block]) · scale[r, c / block] + minimum[r, c / block]
 */
export interface PackedWeight {
  readonly rows: number;
  readonly columns: number;
  readonly block: number;
  /** uint8[rows, columns / 2] of two codes plus 8, int8[rows, columns], or float8[rows, columns] */
  readonly codes: Tensor;
  readonly scales: PackedNumbers;
  readonly shift: number;
  /** int8[rows, columns / block] */
  readonly zeros: Tensor | null;
  readonly minimums: PackedNumbers | null;
  /** The stored column of each packed column; null for the stored order. */
  readonly order: Int32Array | null;
  /** The same of some rows. */
  slice(firstRow: number, rows: number): PackedWeight;
}

/** A number for each block: floats [rows, n], or codes [rows, n] times float16 factors [rows, n / per]. */
export interface PackedNumbers {
  readonly values: Tensor;
  readonly factors: Tensor | null;
  readonly per: number;
}
