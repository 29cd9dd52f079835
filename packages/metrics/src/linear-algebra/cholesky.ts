import { addScaled, createMatrix, type Matrix, type MatrixProduct } from './matrix.ts';

/** Rows of one block: few enough that plain loops over a block are cheap, and enough that the products are fast. */
const BLOCK_ROWS = 64;

/**
 * The Cholesky factor L of a symmetric positive definite matrix, L · Lᵀ = a, with zeros above its diagonal; null where `a` is not positive
 * definite. Blocked (Golub and Van Loan, Matrix Computations, 4th edition, section 4.2.8): n³/3 operations, nearly all of them in `multiply`.
 */
export async function factoriseCholesky(a: Matrix, multiply: MatrixProduct): Promise<Matrix | null> {
  const size = a.rows;
  const factor = createMatrix(size, size, Float64Array.from(a.values));
  for (let first = 0; first < size; first += BLOCK_ROWS) {
    const end = Math.min(size, first + BLOCK_ROWS);
    if (first > 0) {
      const below = copyCells(factor, { firstRow: first, endRow: size, firstColumn: 0, endColumn: first });
      const square = createMatrix(end - first, first, below.values.subarray(0, (end - first) * first));
      subtractCells(factor, await multiply(below, square, { b: true }), { firstRow: first, firstColumn: first });
    }
    if (!factoriseColumns(factor, first, end)) return null;
  }
  for (let row = 0; row < size; row += 1) factor.values.fill(0, row * size + row + 1, (row + 1) * size);
  return factor;
}

/** Columns `first` … `end` of the factor, from which earlier columns are already subtracted; false if a pivot is not positive. */
function factoriseColumns({ rows: size, values }: Matrix, first: number, end: number): boolean {
  for (let row = first; row < size; row += 1) {
    for (let column = first; column < Math.min(end, row + 1); column += 1) {
      let sum = values[row * size + column] as number;
      for (let inner = first; inner < column; inner += 1)
        sum -= (values[row * size + inner] as number) * (values[column * size + inner] as number);
      if (row === column && !(sum > 0)) return false;
      values[row * size + column] = row === column ? Math.sqrt(sum) : sum / (values[column * size + column] as number);
    }
  }
  return true;
}

/** x with L · x = b, for the factor of factoriseCholesky; b: float64[n × columns]. n² · columns operations. */
export async function solveLower(factor: Matrix, b: Matrix, multiply: MatrixProduct): Promise<Matrix> {
  const size = factor.rows;
  const solution = createMatrix(b.rows, b.columns, Float64Array.from(b.values));
  for (let first = 0; first < size; first += BLOCK_ROWS) {
    const end = Math.min(size, first + BLOCK_ROWS);
    const before = copyCells(factor, { firstRow: first, endRow: end, firstColumn: 0, endColumn: first });
    if (first > 0) subtractCells(solution, await multiply(before, rowsOf(solution, 0, first)), { firstRow: first, firstColumn: 0 });
    substituteForward(factor, rowsOf(solution, first, end), first);
  }
  return solution;
}

/** x with L · Lᵀ · x = b, for the factor of factoriseCholesky; b: float64[n × columns]. 2 n² · columns operations. */
export async function solveCholesky(factor: Matrix, b: Matrix, multiply: MatrixProduct): Promise<Matrix> {
  const size = factor.rows;
  const solution = await solveLower(factor, b, multiply);
  for (let first = Math.floor((size - 1) / BLOCK_ROWS) * BLOCK_ROWS; first >= 0; first -= BLOCK_ROWS) {
    const end = Math.min(size, first + BLOCK_ROWS);
    const below = copyCells(factor, { firstRow: end, endRow: size, firstColumn: first, endColumn: end });
    if (end < size)
      subtractCells(solution, await multiply(below, rowsOf(solution, end, size), { a: true }), { firstRow: first, firstColumn: 0 });
    substituteBackward(factor, rowsOf(solution, first, end), first);
  }
  return solution;
}

/** A view of some rows. */
function rowsOf({ columns, values }: Matrix, first: number, end: number): Matrix {
  return createMatrix(end - first, columns, values.subarray(first * columns, end * columns));
}

function substituteForward(factor: Matrix, { rows, columns, values }: Matrix, first: number): void {
  const cell = (row: number, column: number): number => factor.values[(first + row) * factor.columns + first + column] as number;
  for (let row = 0; row < rows; row += 1) {
    const target = values.subarray(row * columns, (row + 1) * columns);
    for (let inner = 0; inner < row; inner += 1)
      addScaled(target, values.subarray(inner * columns, (inner + 1) * columns), -cell(row, inner));
    divide(target, cell(row, row));
  }
}

function substituteBackward(factor: Matrix, { rows, columns, values }: Matrix, first: number): void {
  const cell = (row: number, column: number): number => factor.values[(first + row) * factor.columns + first + column] as number;
  for (let row = rows - 1; row >= 0; row -= 1) {
    const target = values.subarray(row * columns, (row + 1) * columns);
    for (let inner = row + 1; inner < rows; inner += 1)
      addScaled(target, values.subarray(inner * columns, (inner + 1) * columns), -cell(inner, row));
    divide(target, cell(row, row));
  }
}

function divide(values: Float64Array, divisor: number): void {
  for (let index = 0; index < values.length; index += 1) values[index] = (values[index] as number) / divisor;
}

interface Cells {
  readonly firstRow: number;
  readonly endRow: number;
  readonly firstColumn: number;
  readonly endColumn: number;
}

function copyCells({ columns, values }: Matrix, { firstRow, endRow, firstColumn, endColumn }: Cells): Matrix {
  const cells = createMatrix(endRow - firstRow, endColumn - firstColumn);
  for (let row = firstRow; row < endRow; row += 1)
    cells.values.set(values.subarray(row * columns + firstColumn, row * columns + endColumn), (row - firstRow) * cells.columns);
  return cells;
}

function subtractCells(target: Matrix, cells: Matrix, { firstRow, firstColumn }: Pick<Cells, 'firstRow' | 'firstColumn'>): void {
  for (let row = 0; row < cells.rows; row += 1) {
    const start = (firstRow + row) * target.columns + firstColumn;
    addScaled(
      target.values.subarray(start, start + cells.columns),
      cells.values.subarray(row * cells.columns, (row + 1) * cells.columns),
      -1,
    );
  }
}
