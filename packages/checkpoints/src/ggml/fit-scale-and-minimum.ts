import { findHighest, findLowest } from './block-range.ts';
import { clamp, nearestInt } from './rounding.ts';

const { abs, fround } = Math;
const TENTH = fround(0.1);

/*
 * The group that is searched: its values x, x − minimum, weights w and codes l, and the products that a value adds to the sums. From one candidate to the
 * next most values keep their code, and so their products. All are float32 numbers, kept as float64 because conversions take most of the time.
 */
const VALUES = new Float64Array(32);
const OFFSETS = new Float64Array(32);
const WEIGHTS = new Float64Array(32);
const TRIED = new Float64Array(32);
const PRODUCTS_L = new Float64Array(32);
const PRODUCTS_L2 = new Float64Array(32);
const PRODUCTS_LX = new Float64Array(32);
/** Σ w·l, Σ w·l², Σ w·l·x. */
const SUMS = new Float64Array(3);

const at = (numbers: Float64Array, index: number): number => numbers[index] as number;

/** A search of make_qkx2_quants. */
export interface ScaleSearch {
  /** Values of a group, at most 32. */
  readonly count: number;
  /** Codes are 0 … highest. */
  readonly highest: number;
  /** Candidate i has the inverse scale (first + 0.1·i + highest) ÷ (maximum − minimum), i = 0 … steps. */
  readonly first: number;
  readonly steps: number;
  /** True if an error is |difference| instead of its square. */
  readonly isAbsolute: boolean;
}

/** A group of values, and what is found for it. */
export interface SearchedGroup {
  readonly values: Float32Array;
  readonly from: number;
  /** float32[count]: weights of the values' errors. */
  readonly weights: Float32Array;
  /** Receives the codes from `to` on. They stay where the scale of the group is rounded to 0. */
  readonly codes: Uint8Array;
  readonly to: number;
  /** float32[2], receives scale s and minimum m ≥ 0. */
  readonly fitted: Float32Array;
}

/** Finds s and m with the least weighted error of x ≈ s·l − m among candidates, each of which is fitted to its codes by least squares (make_qkx2_quants). */
export function fitScaleAndMinimum({ values, from, weights, codes, to, fitted }: SearchedGroup, search: ScaleSearch): void {
  const { count, highest, first, steps, isAbsolute } = search;
  let minimum = Math.min(0, findLowest(values, from, count));
  const maximum = findHighest(values, from, count);
  if (maximum === minimum) {
    codes.fill(0, to, to + count);
    fitted[0] = 0;
    fitted[1] = -minimum;
    return;
  }
  let weightSum = 0;
  let valueSum = 0;
  for (let index = 0; index < count; index += 1) {
    const value = values[from + index] as number;
    const weight = weights[index] as number;
    VALUES[index] = value;
    WEIGHTS[index] = weight;
    TRIED[index] = -1;
    weightSum = fround(weightSum + weight);
    valueSum = fround(valueSum + fround(weight * value));
  }
  setOffsets(count, minimum);
  const inverse = fround(highest / fround(maximum - minimum));
  let scale = fround(1 / inverse);
  findCodes(count, highest, inverse);
  let least = sumErrors({ count, isAbsolute, scale, minimum, limit: Infinity });
  keepCodes(count, codes, to);
  for (let step = 0; step <= steps; step += 1) {
    const candidate = fround(fround(fround(first + fround(TENTH * step)) + highest) / fround(maximum - minimum));
    // The same codes would be fitted as those of the candidate before.
    if (!findCodes(count, highest, candidate) && step > 0) continue;
    sumProducts(count);
    const [l, l2, lx] = [at(SUMS, 0), at(SUMS, 1), at(SUMS, 2)];
    const determinant = fround(fround(weightSum * l2) - fround(l * l));
    if (!(determinant > 0)) continue;
    let nextScale = fround(fround(fround(weightSum * lx) - fround(valueSum * l)) / determinant);
    let nextMinimum = fround(fround(fround(l2 * valueSum) - fround(l * lx)) / determinant);
    if (nextMinimum > 0) {
      nextMinimum = 0;
      nextScale = fround(lx / l2);
    }
    const error = sumErrors({ count, isAbsolute, scale: nextScale, minimum: nextMinimum, limit: least });
    if (!(error < least)) continue;
    keepCodes(count, codes, to);
    least = error;
    scale = nextScale;
    minimum = nextMinimum;
    setOffsets(count, minimum);
  }
  fitted[0] = scale;
  fitted[1] = -minimum;
}

function setOffsets(count: number, minimum: number): void {
  for (let index = 0; index < count; index += 1) OFFSETS[index] = fround(at(VALUES, index) - minimum);
}

/** Rounds the values to codes. True if a code is another one than before. */
function findCodes(count: number, highest: number, inverse: number): boolean {
  let isChanged = false;
  for (let index = 0; index < count; index += 1) {
    const code = clamp(nearestInt(fround(inverse * at(OFFSETS, index))), 0, highest);
    if (code === at(TRIED, index)) continue;
    isChanged = true;
    const weighted = fround(at(WEIGHTS, index) * code);
    TRIED[index] = code;
    PRODUCTS_L[index] = weighted;
    PRODUCTS_L2[index] = fround(weighted * code);
    PRODUCTS_LX[index] = fround(weighted * at(VALUES, index));
  }
  return isChanged;
}

function sumProducts(count: number): void {
  let l = 0;
  let l2 = 0;
  let lx = 0;
  for (let index = 0; index < count; index += 1) {
    l = fround(l + at(PRODUCTS_L, index));
    l2 = fround(l2 + at(PRODUCTS_L2, index));
    lx = fround(lx + at(PRODUCTS_LX, index));
  }
  SUMS[0] = l;
  SUMS[1] = l2;
  SUMS[2] = lx;
}

interface Fit {
  readonly count: number;
  readonly isAbsolute: boolean;
  readonly scale: number;
  readonly minimum: number;
  /** Errors only grow from value to value: the sum ends where it is no longer below. */
  readonly limit: number;
}

function sumErrors({ count, isAbsolute, scale, minimum, limit }: Fit): number {
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const difference = fround(fround(fround(scale * at(TRIED, index)) + minimum) - at(VALUES, index));
    const error = isAbsolute ? abs(difference) : fround(difference * difference);
    sum = fround(sum + fround(at(WEIGHTS, index) * error));
    if (sum >= limit) break;
  }
  return sum;
}

function keepCodes(count: number, codes: Uint8Array, to: number): void {
  for (let index = 0; index < count; index += 1) codes[to + index] = at(TRIED, index);
}
