import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createIdentity, createMatrix, type Matrix } from '../linear-algebra/matrix.ts';
import { multiplyMatrices } from '../linear-algebra/multiply-matrices.fixture.ts';
import { medianOf } from '../statistics/median.ts';
import { type CollectedMoments, createMomentCollector } from './collect-moments.ts';
import type { GapMoments } from './gap-moments.ts';
import { repairErrorOf } from './repair-error.ts';
import type { RepairOperator } from './repair-operator.ts';
import { getRepair, type RepairKind, type TokenRule } from './repairs.ts';
import { rotateRows, rotationMatrix } from './rotation.ts';

type Rows = Readonly<Record<'entering' | 'leaving' | 'basis', readonly number[]>>;

interface Golden {
  readonly width: number;
  readonly window: number;
  readonly alpha: number;
  readonly rank: number;
  readonly rotation: readonly number[];
  readonly calibration: Rows;
  readonly heldOut: Rows;
  readonly cases: readonly {
    readonly rule: TokenRule;
    readonly kind: RepairKind;
    readonly tokens: number;
    readonly lambda: number | null;
    readonly matrix: readonly number[];
    readonly calibrationError: number;
    readonly heldOutError: number;
  }[];
}

/** Made by fixtures/make_repairs.py with NumPy 2. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/repairs.json'), 'utf8')) as Golden;

function collect(rows: Rows, kind: RepairKind, rule: TokenRule, batch = 12): Promise<CollectedMoments> {
  const { width, window } = golden;
  const collector = createMomentCollector({
    width,
    balanced: rule === 'balanced',
    rotates: kind === 'hadamard-diagonal',
    multiply: multiplyMatrices,
  });
  const cut = (values: readonly number[], first: number): Float32Array =>
    Float32Array.from(values.slice(first * width, (first + batch) * width));
  const add = async (): Promise<void> => {
    for (let first = 0; first < rows.entering.length / width; first += batch)
      await collector.add({
        entering: cut(rows.entering, first),
        leaving: cut(rows.leaving, first),
        basis: kind === 'linear-fold' ? cut(rows.basis, first) : null,
        isFirst: (token) => (first + token) % window === 0,
      });
  };
  return add().then(collector.finish);
}

const momentsOf = async (rows: Rows, kind: RepairKind, rule: TokenRule): Promise<GapMoments> =>
  (await collect(rows, kind, rule)).moments[rule === 'no-sinks' ? 'no-sinks' : 'all'];

async function matrixOf(operator: RepairOperator, width: number): Promise<Matrix> {
  const identity = createIdentity(width);
  if (operator.form === 'identity') return identity;
  if (operator.form === 'matrix' || operator.form === 'fold') return operator.matrix;
  if (operator.form === 'low-rank') {
    const product = await multiplyMatrices(operator.left, operator.right);
    return createMatrix(
      width,
      width,
      product.values.map((value, cell) => value + (identity.values[cell] ?? 0)),
    );
  }
  if (operator.form === 'shift') throw new Error('a shift is no matrix');
  const factorOf = (k: number): number => (operator.form === 'scale' ? operator.factor : (operator.factors[k] ?? 0));
  return createMatrix(
    width,
    width,
    identity.values.map((value, cell) => value * factorOf(cell % width)),
  );
}

function expectClose(got: Float64Array, wanted: readonly number[], tolerance: number): void {
  expect(got.length).toBe(wanted.length);
  for (const [cell, value] of wanted.entries()) expect(Math.abs((got[cell] ?? Number.NaN) - value)).toBeLessThan(tolerance);
}

describe('repairs of a removed run', () => {
  it.each(golden.cases)('$kind under $rule is what NumPy solves from the rows', async ({ kind, rule, ...wanted }) => {
    const moments = await momentsOf(golden.calibration, kind, rule);
    const { alpha, rank, width } = golden;
    const { operator, lambda } = await getRepair(kind).solve(moments, { alpha, rank, multiply: multiplyMatrices });
    expect(moments.tokens).toBe(wanted.tokens);
    if (wanted.lambda === null) expect(lambda).toBeNull();
    else expect(lambda).toBeCloseTo(wanted.lambda, 8);
    expectClose((await matrixOf(operator, width)).values, wanted.matrix, 1e-9);
    expect(await repairErrorOf(operator, moments, multiplyMatrices)).toBeCloseTo(wanted.calibrationError, 10);
    const heldOut = await momentsOf(golden.heldOut, kind, rule);
    expect(await repairErrorOf(operator, heldOut, multiplyMatrices)).toBeCloseTo(wanted.heldOutError, 9);
  });

  it('is the same for any batches', async () => {
    const [small, large] = await Promise.all([5, 36].map((batch) => collect(golden.calibration, 'linear', 'all', batch)));
    expectClose(small?.moments['no-sinks'].gram.values ?? new Float64Array(0), [...(large?.moments['no-sinks'].gram.values ?? [])], 1e-8);
    expect(small?.medians).toEqual(large?.medians);
  });

  it('says when a sink was taken for none, and counts it right with the final medians', async () => {
    const width = 1;
    const states = (values: readonly number[]) => ({
      entering: Float32Array.from(values),
      leaving: Float32Array.from(values),
      basis: null,
      isFirst: () => false,
    });
    const run = async (medians?: CollectedMoments['medians']): Promise<CollectedMoments> => {
      const collector = createMomentCollector({
        width,
        balanced: false,
        rotates: false,
        multiply: multiplyMatrices,
        ...(medians ? { medians } : {}),
      });
      await collector.add(states([30, 20, 10]));
      await collector.add(states(new Array(9).fill(1)));
      return await collector.finish();
    };
    const first = await run();
    expect(first).toMatchObject({ misjudged: true, medians: { entering: 1 } });
    const second = await run(first.medians);
    expect(second.misjudged).toBe(false);
    // 30 and 20 are more than ten times the median of 1; 10 is not.
    expect(second.moments['no-sinks'].tokens).toBe(10);
    expect(second.moments.all.tokens).toBe(12);
  });

  it('refuses a ridge of nothing on fewer tokens than channels, naming both and alpha', async () => {
    const collector = createMomentCollector({ width: 6, balanced: false, rotates: false, multiply: multiplyMatrices });
    const few = (values: readonly number[]): Float32Array => Float32Array.from(values.slice(6, 24));
    await collector.add({
      entering: few(golden.calibration.entering),
      leaving: few(golden.calibration.leaving),
      basis: null,
      isFirst: () => false,
    });
    const { moments } = await collector.finish();
    const solve = (alpha: number | null) => getRepair('linear').solve(moments.all, { alpha, rank: 1, multiply: multiplyMatrices });
    await expect(solve(0)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('3 calibration tokens, a width of 6 and a ridge alpha of 0'),
    });
    // d / (5 N)
    expect((await solve(null)).alpha).toBe(6 / 15);
  });

  it('mean adds the mean step, and leaves the variance of the steps', async () => {
    const { width } = golden;
    const { entering, leaving } = golden.calibration;
    const steps = leaving.map((y, cell) => y - (entering[cell] ?? 0));
    const tokens = steps.length / width;
    const means = Array.from(
      { length: width },
      (_, k) => steps.filter((_step, cell) => cell % width === k).reduce((a, b) => a + b, 0) / tokens,
    );
    const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);
    const moments = await momentsOf(golden.calibration, 'mean', 'all');
    const { operator } = await getRepair('mean').solve(moments, { alpha: null, rank: null, multiply: multiplyMatrices });
    expectClose(operator.form === 'shift' ? operator.shift : new Float64Array(), means, 1e-6);
    const left = squares(steps.map((step, cell) => step - (means[cell % width] ?? 0))) / squares(steps);
    expect(await repairErrorOf(operator, moments, multiplyMatrices)).toBeCloseTo(left, 6);
  });

  it('takes a channel of nothing as it is', async () => {
    const collector = createMomentCollector({ width: 2, balanced: false, rotates: false, multiply: multiplyMatrices });
    await collector.add({ entering: Float32Array.of(0, 2, 0, 4), leaving: Float32Array.of(0, 1, 0, 2), basis: null, isFirst: () => false });
    const { moments } = await collector.finish();
    const solve = async (kind: RepairKind) =>
      (await getRepair(kind).solve(moments.all, { alpha: null, rank: 1, multiply: multiplyMatrices })).operator;
    expect(await solve('diagonal')).toEqual({ form: 'channels', factors: Float64Array.of(1, 0.5) });
    expect(await solve('diagonal-ls')).toEqual({ form: 'channels', factors: Float64Array.of(1, 0.5) });
    expect(await solve('scalar')).toEqual({ form: 'scale', factor: 0.75 });
    expect(await solve('scalar-ls')).toEqual({ form: 'scale', factor: 0.5 });
  });
});

describe('the rotation', () => {
  it('is the Hadamard matrix times the cosine basis', () => {
    expectClose(rotationMatrix(golden.width).values, golden.rotation, 1e-15);
  });

  it.each([1, 4, 7, 12, 576])('keeps lengths at a width of %i', (width) => {
    const rows = Float64Array.from({ length: 2 * width }, (_, cell) => Math.sin(cell + 1));
    const square = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
    expect(square(rotateRows(rows, width))).toBeCloseTo(square(rows), 9);
  });
});

describe('medianOf', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('of %j is %d', (values, median) => {
    expect(medianOf(Float64Array.from(values))).toBe(median);
  });
});
