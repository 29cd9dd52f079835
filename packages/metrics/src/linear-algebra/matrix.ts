/** A dense matrix, float64[rows × columns], row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * A product of two matrices, each optionally transposed: op(a) · op(b). Large products dominate the cost of a repair, so a runtime with a fast float64
 * product is an argument.
 */
export type MatrixProduct = (a: Matrix, b: Matrix, transposed?: TransposedFactors) => Promise<Matrix>;

export interface TransposedFactors {
  readonly a?: boolean;
  readonly b?: boolean;
}

export function createMatrix(rows: number, columns: number, values: Float64Array = new Float64Array(rows * columns)): Matrix {
  if (values.length !== rows * columns) throw new Error(`a matrix of ${rows} × ${columns} cannot hold ${values.length} values`);
  return { rows, columns, values };
}

/** The identity, float64[size × size]. */
export function createIdentity(size: number): Matrix {
  const identity = createMatrix(size, size);
  for (let index = 0; index < size; index += 1) identity.values[index * size + index] = 1;
  return identity;
}

export function transposeMatrix({ rows, columns, values }: Matrix): Matrix {
  const transposed = createMatrix(columns, rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) transposed.values[column * rows + row] = values[row * columns + column] as number;
  return transposed;
}

/** target += factor · source, in place. */
export function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  if (factor === 0) return;
  for (let index = 0; index < target.length; index += 1) target[index] = (target[index] as number) + factor * (source[index] as number);
}

/** Sum over all cells of a ∘ b, which is tr(aᵀ b). */
export function sumOfProducts(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let index = 0; index < a.values.length; index += 1) sum += (a.values[index] as number) * (b.values[index] as number);
  return sum;
}

/** Sum of the diagonal of a square matrix. */
export function traceOf({ rows, values }: Matrix): number {
  let trace = 0;
  for (let index = 0; index < rows; index += 1) trace += values[index * rows + index] as number;
  return trace;
}

/** float64[size], the diagonal of a square matrix. */
export function diagonalOf({ rows, values }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, k) => values[k * (rows + 1)] as number);
}
