import { addScaled, createMatrix, type Matrix, type TransposedFactors, transposeMatrix } from './matrix.ts';

/** op(a) · op(b) in plain float64, 2 · rows · inner · columns operations. */
export async function multiplyMatrices(a: Matrix, b: Matrix, transposed: TransposedFactors = {}): Promise<Matrix> {
  const left = transposed.a ? transposeMatrix(a) : a;
  const right = transposed.b ? transposeMatrix(b) : b;
  if (left.columns !== right.rows)
    throw new Error(`a product of ${left.rows} × ${left.columns} and ${right.rows} × ${right.columns} does not exist`);
  const product = createMatrix(left.rows, right.columns);
  for (let row = 0; row < left.rows; row += 1) {
    const target = product.values.subarray(row * right.columns, (row + 1) * right.columns);
    for (let inner = 0; inner < left.columns; inner += 1)
      addScaled(
        target,
        right.values.subarray(inner * right.columns, (inner + 1) * right.columns),
        left.values[row * left.columns + inner] as number,
      );
  }
  return product;
}
