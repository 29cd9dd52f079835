import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../random/create-random.ts';
import { factoriseCholesky, solveCholesky } from './cholesky.ts';
import { eigenOfSymmetric, topEigenvectors } from './eigen.ts';
import { createIdentity, createMatrix, type Matrix } from './matrix.ts';
import { multiplyMatrices } from './multiply-matrices.fixture.ts';

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => random.random() - 0.5),
  );
}

function largestDifference(a: Matrix, b: Matrix): number {
  expect([a.rows, a.columns]).toEqual([b.rows, b.columns]);
  return a.values.reduce((most, value, cell) => Math.max(most, Math.abs(value - (b.values[cell] ?? Number.NaN))), 0);
}

describe('the Cholesky factor', () => {
  it('of a matrix worked out by hand', async () => {
    const factor = await factoriseCholesky(createMatrix(3, 3, Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98)), multiplyMatrices);
    expect(factor?.values).toEqual(Float64Array.of(2, 0, 0, 6, 1, 0, -8, 5, 3));
  });

  it.each([1, 64, 65, 150])('of order %i gives the matrix back and solves its equations', async (size) => {
    const rows = randomMatrix(size + 5, size, size);
    const gram = await multiplyMatrices(rows, rows, { a: true });
    const factor = await factoriseCholesky(gram, multiplyMatrices);
    if (!factor) throw new Error('not positive definite');
    expect(largestDifference(await multiplyMatrices(factor, factor, { b: true }), gram)).toBeLessThan(1e-12);
    const b = randomMatrix(size, 3, 1);
    const solution = await solveCholesky(factor, b, multiplyMatrices);
    expect(largestDifference(await multiplyMatrices(gram, solution), b)).toBeLessThan(1e-9);
  });

  it('is refused to a matrix that is not positive definite', async () => {
    expect(await factoriseCholesky(createMatrix(2, 2, Float64Array.of(1, 2, 2, 1)), multiplyMatrices)).toBeNull();
  });
});

describe('eigenvectors', () => {
  it('of a matrix worked out by hand', () => {
    const { values, vectors } = eigenOfSymmetric(createMatrix(2, 2, Float64Array.of(2, 1, 1, 2)));
    expect([...values].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([3, 1]);
    expect(Math.abs(vectors.values[0] ?? 0)).toBeCloseTo(Math.SQRT1_2, 14);
  });

  it.each([
    [40, 3],
    [40, 40],
  ])('of order %i: the first %i span what all of them do', async (size, count) => {
    const rows = randomMatrix(size, size, 3);
    const gram = await multiplyMatrices(rows, rows, { a: true });
    const { values, vectors } = eigenOfSymmetric(gram);
    const image = await multiplyMatrices(gram, vectors);
    for (let column = 0; column < size; column += 1)
      expect(Math.abs((image.values[column] ?? 0) - (values[column] ?? 0) * (vectors.values[column] ?? 0))).toBeLessThan(1e-12);
    const top = await topEigenvectors(gram, count, multiplyMatrices);
    expect(largestDifference(await multiplyMatrices(top, top, { a: true }), createIdentity(count))).toBeLessThan(1e-12);
    const first = createMatrix(
      size,
      count,
      Float64Array.from({ length: size * count }, (_, cell) => vectors.values[Math.floor(cell / count) * size + (cell % count)] ?? 0),
    );
    const projector = (basis: Matrix): Promise<Matrix> => multiplyMatrices(basis, basis, { b: true });
    expect(largestDifference(await projector(top), await projector(first))).toBeLessThan(1e-6);
  });

  it('of eigenvalues that span 30 powers of ten are orthonormal, and give the eigenvalues back', async () => {
    const [size, count] = [40, 5];
    const rows = randomMatrix(size, size, 7);
    const { vectors } = eigenOfSymmetric(await multiplyMatrices(rows, rows, { a: true }));
    const eigenvalueAt = (index: number): number => 10 ** (-index * 0.75);
    const scaled = createMatrix(
      size,
      size,
      vectors.values.map((value, cell) => value * eigenvalueAt(cell % size)),
    );
    const top = await topEigenvectors(await multiplyMatrices(scaled, vectors, { b: true }), count, multiplyMatrices);
    expect(largestDifference(await multiplyMatrices(top, top, { a: true }), createIdentity(count))).toBeLessThan(1e-12);
    // Each column is an eigenvector up to its sign.
    const overlap = await multiplyMatrices(vectors, top, { a: true });
    for (let index = 0; index < count; index += 1) expect(Math.abs(overlap.values[index * count + index] ?? 0)).toBeCloseTo(1, 6);
  });

  it('are orthonormal where the rank is lower than their number', async () => {
    const rows = randomMatrix(2, 12, 5);
    const top = await topEigenvectors(await multiplyMatrices(rows, rows, { a: true }), 4, multiplyMatrices);
    const overlap = await multiplyMatrices(top, top, { a: true });
    expect([...overlap.values].every((value) => Math.abs(value) < 1e-9 || Math.abs(value - 1) < 1e-9)).toBe(true);
  });
});
