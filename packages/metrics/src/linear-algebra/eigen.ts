import { createRandom } from '../random/create-random.ts';
import { factoriseCholesky, solveLower } from './cholesky.ts';
import { createIdentity, createMatrix, type Matrix, type MatrixProduct, transposeMatrix } from './matrix.ts';

/** Eigenvalues, largest first, and their vectors as columns, float64[n × n]. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

const MAX_SWEEPS = 60;

/** All eigenvalues and vectors of a small symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, section 8.5). */
export function eigenOfSymmetric(a: Matrix): Eigen {
  const size = a.rows;
  const work = Float64Array.from(a.values);
  const vectors = createIdentity(size).values;
  const scale = Math.hypot(...diagonalNorms(work, size));
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonalNorm(work, size) > 1e-14 * scale; sweep += 1)
    for (let p = 0; p < size - 1; p += 1) for (let q = p + 1; q < size; q += 1) rotate(work, vectors, size, { p, q, least: 1e-17 * scale });
  const order = [...Array(size).keys()].sort((x, y) => (work[y * size + y] as number) - (work[x * size + x] as number));
  const sorted = createMatrix(size, size);
  for (const [column, from] of order.entries())
    for (let row = 0; row < size; row += 1) sorted.values[row * size + column] = vectors[from * size + row] as number;
  return { values: Float64Array.from(order, (index) => work[index * size + index] as number), vectors: sorted };
}

/** Length of each row, so that their length is that of the whole matrix. */
function diagonalNorms(work: Float64Array, size: number): number[] {
  return Array.from({ length: size }, (_, row) => lengthOf(work.subarray(row * size, (row + 1) * size)));
}

function offDiagonalNorm(work: Float64Array, size: number): number {
  let sum = 0;
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < row; column += 1) sum += 2 * (work[row * size + column] as number) ** 2;
  return Math.sqrt(sum);
}

/** One rotation of rows and columns p and q that makes cell (p, q) zero; the eigenvectors accumulate in the rows of `vectors`. */
function rotate(
  work: Float64Array,
  vectors: Float64Array,
  size: number,
  { p, q, least }: { readonly p: number; readonly q: number; readonly least: number },
): void {
  const off = work[p * size + q] as number;
  if (Math.abs(off) <= least) return;
  const theta = ((work[q * size + q] as number) - (work[p * size + p] as number)) / (2 * off);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  rotateCells(work, { from: p * size, to: q * size, step: 1, size, cosine, sine });
  rotateCells(work, { from: p, to: q, step: size, size, cosine, sine });
  rotateCells(vectors, { from: p * size, to: q * size, step: 1, size, cosine, sine });
}

interface CellRotation {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly size: number;
  readonly cosine: number;
  readonly sine: number;
}

function rotateCells(cells: Float64Array, { from, to, step, size, cosine, sine }: CellRotation): void {
  for (let index = 0; index < size; index += 1) {
    const a = cells[from + index * step] as number;
    const b = cells[to + index * step] as number;
    cells[from + index * step] = cosine * a - sine * b;
    cells[to + index * step] = sine * a + cosine * b;
  }
}

const MAX_ITERATIONS = 400;
const ITERATIONS_PER_CHECK = 8;
const TOLERANCE = 1e-10;

/**
 * Eigenvectors of the `count` largest eigenvalues of a symmetric positive semidefinite matrix, as columns, float64[n × count], by subspace iteration
 * with Rayleigh–Ritz (Golub and Van Loan, section 8.2.5) on 2 · count vectors. It ends when eight products raise the sum of the eigenvalues by less
 * than a factor of 1e-10; vectors whose eigenvalues are not separated by then are equally good. The start is seeded, so results are reproducible.
 */
export async function topEigenvectors(a: Matrix, count: number, multiply: MatrixProduct): Promise<Matrix> {
  const width = Math.min(a.rows, 2 * count + 8);
  const isChecked = (iteration: number): boolean => iteration % ITERATIONS_PER_CHECK === 0 || width === a.rows;
  // Only a basis that is checked has to be orthonormal to the last digits.
  const passesBefore = (iteration: number): 1 | 2 => (isChecked(iteration) ? 2 : 1);
  const random = createRandom(0);
  const start = Float64Array.from({ length: width * a.rows }, () => random.random() - 0.5);
  let basis = await orthonormalise(createMatrix(width, a.rows, start), multiply, passesBefore(1));
  let before = 0;
  for (let iteration = 1; ; iteration += 1) {
    // Rows are the vectors, and a is symmetric: basis · a is (a · basisᵀ)ᵀ.
    const image = await multiply(basis, a);
    if (!isChecked(iteration)) {
      basis = await orthonormalise(image, multiply, passesBefore(iteration + 1));
      continue;
    }
    const { values, vectors } = eigenOfSymmetric(symmetrise(await multiply(image, basis, { b: true })));
    const sum = values.subarray(0, count).reduce((total, value) => total + value, 0);
    if (sum - before <= TOLERANCE * sum || iteration >= MAX_ITERATIONS || width === a.rows) {
      const ritz = await multiply(vectors, basis, { a: true });
      return transposeMatrix(createMatrix(count, a.rows, ritz.values.slice(0, count * a.rows)));
    }
    before = sum;
    basis = await orthonormalise(await multiply(vectors, image, { a: true }), multiply, passesBefore(iteration + 1));
  }
}

/** The symmetric part of a square matrix. */
export function symmetrise({ rows, values }: Matrix): Matrix {
  const half = createMatrix(rows, rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < rows; column += 1)
      half.values[row * rows + column] = ((values[row * rows + column] as number) + (values[column * rows + row] as number)) / 2;
  return half;
}

/**
 * Rows that span the same space and are orthonormal: B = L⁻¹ · A with L · Lᵀ = A · Aᵀ (CholeskyQR; in two passes CholeskyQR2, Yamamoto et al. 2015).
 * Rows that depend too much on each other for this are made orthonormal one after the other.
 *
 * @param passes one leaves errors of up to 1e-6, two those of rounding
 */
async function orthonormalise(matrix: Matrix, multiply: MatrixProduct, passes: 1 | 2): Promise<Matrix> {
  let rows = normaliseRows(matrix);
  for (let pass = 0; pass < passes; pass += 1) {
    const factor = await factoriseCholesky(await multiply(rows, rows, { b: true }), multiply);
    if (factor === null || !isIndependent(factor)) return orthonormaliseOneByOne(matrix);
    rows = await solveLower(factor, rows, multiply);
  }
  return rows;
}

/** The second pass repairs what the first leaves, as long as rounding is far below the least pivot of rows of length 1. */
function isIndependent({ rows, values }: Matrix): boolean {
  for (let row = 0; row < rows; row += 1) if ((values[row * (rows + 1)] as number) < 1e-5) return false;
  return true;
}

/** A row of zeros stays as it is. */
function normaliseRows({ rows, columns, values }: Matrix): Matrix {
  const scaled = createMatrix(rows, columns, Float64Array.from(values));
  for (let row = 0; row < rows; row += 1) {
    const target = scaled.values.subarray(row * columns, (row + 1) * columns);
    const length = lengthOf(target);
    if (length > 0) for (let index = 0; index < columns; index += 1) target[index] = (target[index] as number) / length;
  }
  return scaled;
}

/** Makes rows orthonormal one after the other, in two passes (modified Gram–Schmidt), in place. */
function orthonormaliseOneByOne(matrix: Matrix): Matrix {
  const { rows, columns, values } = matrix;
  const rowOf = (row: number): Float64Array => values.subarray(row * columns, (row + 1) * columns);
  for (let row = 0; row < rows; row += 1) {
    const target = rowOf(row);
    const before = lengthOf(target);
    for (let pass = 0; pass < 2; pass += 1)
      for (let earlier = 0; earlier < row; earlier += 1) {
        const other = rowOf(earlier);
        let overlap = 0;
        for (let index = 0; index < columns; index += 1) overlap += (target[index] as number) * (other[index] as number);
        for (let index = 0; index < columns; index += 1) target[index] = (target[index] as number) - overlap * (other[index] as number);
      }
    const length = lengthOf(target);
    // In a matrix of lower rank, the remaining rows contain only rounding errors.
    const isNothing = length <= 1e-13 * before;
    for (let index = 0; index < columns; index += 1) target[index] = isNothing ? 0 : (target[index] as number) / length;
  }
  return matrix;
}

function lengthOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
