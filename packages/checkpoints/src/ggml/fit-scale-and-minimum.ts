import { findHighest, findLowest } from './block-range.ts';
import { clamp, nearestInt } from './rounding.ts';

const { abs, fround } = Math;
const TENTH = fround(0.1);

/*
 * The group that is searched: its values x, x − minimum, weights w and codes l. All are float32 numbers, kept as float64 because conversions take most of
 * the time.
 */
const VALUES = new Float64Array(32);
const OFFSETS = new Float64Array(32);
const WEIGHTS = new Float64Array(32);
const TRIED = new Float64Array(32);
/** Σ w·l, Σ w·l², Σ w·l·x. */
const SUMS = new Float64Array(3);
/** Σ w, Σ w·x, Σ w·x²; then Σ w and Σ w·x as float32 additions give them. */
const TOTALS = new Float64Array(5);
/** The fitted s and −m. */
const FIT = new Float64Array(2);

/*
 * Most candidates are left out before float32 sums are made: no float32 scale and minimum has a lower error than the real numbers that fit the codes best.
 * Their error is known from float64 sums. A float32 sum of 32 positive numbers is wrong by 2e-6 of itself, and a float32 difference by less than
 * 2e-5 · largest |x|, as long as the determinant is no result of cancellation: the margins are wider, and no square is so small that it underflows.
 */
const MARGIN = 1.001;
/** A share of Σw · (largest |x|)². */
const MARGIN_OF_SQUARE = 1e-6;
const LEAST_SQUARE = 1e-30;
/** A share of Σw · Σw·l². */
const LEAST_DETERMINANT = 1e-3;

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
  for (let index = 0; index < count; index += 1) {
    VALUES[index] = values[from + index] as number;
    WEIGHTS[index] = weights[index] as number;
    OFFSETS[index] = fround(at(VALUES, index) - minimum);
    TRIED[index] = 0;
  }
  SUMS.fill(0);
  sumValues(count);
  const square = at(TOTALS, 0) * Math.max(maximum, -minimum) ** 2;
  const canSkip = !isAbsolute && square > LEAST_SQUARE;
  const inverse = fround(highest / fround(maximum - minimum));
  let scale = fround(1 / inverse);
  findCodes(count, highest, inverse);
  let least = sumErrors({ count, isAbsolute, scale, minimum, limit: Infinity });
  keepCodes(count, codes, to);
  for (let step = 0; step <= steps; step += 1) {
    const candidate = fround(fround(fround(first + fround(TENTH * step)) + highest) / fround(maximum - minimum));
    // The same codes would be fitted as those of the candidate before.
    if (!findCodes(count, highest, candidate) && step > 0) continue;
    if (canSkip && findLeastError() > MARGIN * least + MARGIN_OF_SQUARE * square) continue;
    if (!fitCodes(count)) continue;
    const error = sumErrors({ count, isAbsolute, scale: at(FIT, 0), minimum: at(FIT, 1), limit: least });
    if (!(error < least)) continue;
    keepCodes(count, codes, to);
    least = error;
    scale = at(FIT, 0);
    minimum = at(FIT, 1);
    for (let index = 0; index < count; index += 1) OFFSETS[index] = fround(at(VALUES, index) - minimum);
  }
  fitted[0] = scale;
  fitted[1] = -minimum;
}

function sumValues(count: number): void {
  let w = 0;
  let wx = 0;
  let wx2 = 0;
  let w32 = 0;
  let wx32 = 0;
  for (let index = 0; index < count; index += 1) {
    const weight = at(WEIGHTS, index);
    const weighted = weight * at(VALUES, index);
    w += weight;
    wx += weighted;
    wx2 += weighted * at(VALUES, index);
    w32 = fround(w32 + weight);
    wx32 = fround(wx32 + fround(weighted));
  }
  TOTALS[0] = w;
  TOTALS[1] = wx;
  TOTALS[2] = wx2;
  TOTALS[3] = w32;
  TOTALS[4] = wx32;
}

/** Rounds the values to codes, and adds what changes to the sums. True if a code is another one than before. */
function findCodes(count: number, highest: number, inverse: number): boolean {
  let isChanged = false;
  let l = at(SUMS, 0);
  let l2 = at(SUMS, 1);
  let lx = at(SUMS, 2);
  for (let index = 0; index < count; index += 1) {
    const value = inverse * at(OFFSETS, index);
    const before = at(TRIED, index);
    // Most values are far from the next code: no float32 rounding moves them there.
    if (value > before - 0.4999 && value < before + 0.4999) continue;
    const code = clamp(nearestInt(fround(value)), 0, highest);
    if (code === before) continue;
    isChanged = true;
    TRIED[index] = code;
    const weighted = at(WEIGHTS, index) * (code - before);
    l += weighted;
    l2 += weighted * (code + before);
    lx += weighted * at(VALUES, index);
  }
  SUMS[0] = l;
  SUMS[1] = l2;
  SUMS[2] = lx;
  return isChanged;
}

/** The error of the real numbers s and m that fit the codes best; 0 where the determinant is mostly rounding, so that nothing is left out. */
function findLeastError(): number {
  const [w, wx, wx2] = [at(TOTALS, 0), at(TOTALS, 1), at(TOTALS, 2)];
  const [l, l2, lx] = [at(SUMS, 0), at(SUMS, 1), at(SUMS, 2)];
  const determinant = w * l2 - l * l;
  if (!(determinant > LEAST_DETERMINANT * w * l2)) return 0;
  return wx2 - ((w * lx - wx * l) * lx + (l2 * wx - l * lx) * wx) / determinant;
}

/** Fits s and −m ≤ 0 to the codes in float32. False if the codes do not determine them. */
function fitCodes(count: number): boolean {
  let l = 0;
  let l2 = 0;
  let lx = 0;
  for (let index = 0; index < count; index += 1) {
    const code = at(TRIED, index);
    const weighted = fround(at(WEIGHTS, index) * code);
    l = fround(l + weighted);
    l2 = fround(l2 + fround(weighted * code));
    lx = fround(lx + fround(weighted * at(VALUES, index)));
  }
  const w = at(TOTALS, 3);
  const wx = at(TOTALS, 4);
  const determinant = fround(fround(w * l2) - fround(l * l));
  if (!(determinant > 0)) return false;
  const minimum = fround(fround(fround(l2 * wx) - fround(l * lx)) / determinant);
  FIT[0] = minimum > 0 ? fround(lx / l2) : fround(fround(fround(w * lx) - fround(wx * l)) / determinant);
  FIT[1] = Math.min(minimum, 0);
  return true;
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
