import { createIdentity, createMatrix, type Matrix } from '../linear-algebra/matrix.ts';

/**
 * Rows times the orthogonal matrix Q = H ⊗ C, float64[rows × width]: width = 2^p · m with m odd, H is the Sylvester Hadamard matrix of order 2^p
 * divided by √2^p, C is the orthonormal DCT-II of order m (columns are the basis). For m = 1 it is LinearPatch's rotation (arXiv 2505.24680);
 * LinearPatch uses a tabulated Hadamard matrix for some other widths and supports no others. Costs width · (p + m) operations per row.
 */
export function rotateRows(rows: Float64Array, width: number): Float64Array {
  const { odd, power } = splitWidth(width);
  const cosines = cosineBasis(odd);
  const rotated = new Float64Array(rows.length);
  const scale = 1 / Math.sqrt(power);
  for (let start = 0; start < rows.length; start += width) {
    for (let part = 0; part < power; part += 1)
      for (let k = 0; k < odd; k += 1) {
        let sum = 0;
        for (let b = 0; b < odd; b += 1) sum += (rows[start + part * odd + b] as number) * (cosines[b * odd + k] as number);
        rotated[start + part * odd + k] = sum * scale;
      }
    addAndSubtract(rotated.subarray(start, start + width), odd);
  }
  return rotated;
}

/** The rotation itself, float64[width × width]: rotateRows(x) = x · Q. */
export function rotationMatrix(width: number): Matrix {
  return createMatrix(width, width, rotateRows(createIdentity(width).values, width));
}

function splitWidth(width: number): { readonly odd: number; readonly power: number } {
  let odd = width;
  while (odd % 2 === 0) odd /= 2;
  return { odd, power: width / odd };
}

/** float64[order × order]: cell [b, k] = c_k · cos(π (2b + 1) k / 2·order), c_0 = √(1/order), c_k = √(2/order). */
function cosineBasis(order: number): Float64Array {
  const cells = new Float64Array(order * order);
  for (let b = 0; b < order; b += 1)
    for (let k = 0; k < order; k += 1)
      cells[b * order + k] = Math.sqrt((k === 0 ? 1 : 2) / order) * Math.cos((Math.PI * (2 * b + 1) * k) / (2 * order));
  return cells;
}

/** The fast Walsh–Hadamard transform over groups of `unit` neighbours, in place and without its scale. */
function addAndSubtract(values: Float64Array, unit: number): void {
  for (let half = unit; half < values.length; half *= 2)
    for (let start = 0; start < values.length; start += 2 * half)
      for (let index = start; index < start + half; index += 1) {
        const a = values[index] as number;
        const b = values[index + half] as number;
        values[index] = a + b;
        values[index + half] = a - b;
      }
}
