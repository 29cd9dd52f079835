import { findHighest, findLowest } from './block-range.ts';
import { byte, valueAt } from './ggml-type.ts';
import { clamp, nearestInt } from './rounding.ts';

const { abs, fround } = Math;
const TENTH = fround(0.1);
const TRIED = new Uint8Array(32);
/** Over the values x of a group, their codes l and weights w: Σ w·l, Σ w·l², Σ w·l·x. */
const SUMS = new Float32Array(3);

/** A search of make_qkx2_quants. */
export interface ScaleSearch {
  /** Values of a group. */
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
export function fitScaleAndMinimum(group: SearchedGroup, search: ScaleSearch): void {
  const { values, from, weights, codes, to, fitted } = group;
  const { count, highest, first, steps, isAbsolute } = search;
  let minimum = Math.min(0, findLowest(values, from, count));
  const maximum = findHighest(values, from, count);
  if (maximum === minimum) {
    codes.fill(0, to, to + count);
    fitted[0] = 0;
    fitted[1] = -minimum;
    return;
  }
  let weightSum = valueAt(weights, 0);
  let valueSum = fround(weightSum * valueAt(values, from));
  for (let index = 1; index < count; index += 1) {
    weightSum = fround(weightSum + valueAt(weights, index));
    valueSum = fround(valueSum + fround(valueAt(weights, index) * valueAt(values, from + index)));
  }
  const inverse = fround(highest / fround(maximum - minimum));
  let scale = fround(1 / inverse);
  sumCodes(group, search, { inverse, minimum });
  codes.set(count === 32 ? TRIED : TRIED.subarray(0, count), to);
  let least = sumErrors(group, count, { scale, minimum, isAbsolute });
  for (let step = 0; step <= steps; step += 1) {
    const candidate = fround(fround(fround(first + fround(TENTH * step)) + highest) / fround(maximum - minimum));
    sumCodes(group, search, { inverse: candidate, minimum });
    const [l, l2, lx] = [valueAt(SUMS, 0), valueAt(SUMS, 1), valueAt(SUMS, 2)];
    const determinant = fround(fround(weightSum * l2) - fround(l * l));
    if (!(determinant > 0)) continue;
    let nextScale = fround(fround(fround(weightSum * lx) - fround(valueSum * l)) / determinant);
    let nextMinimum = fround(fround(fround(l2 * valueSum) - fround(l * lx)) / determinant);
    if (nextMinimum > 0) {
      nextMinimum = 0;
      nextScale = fround(lx / l2);
    }
    const error = sumErrors(group, count, { scale: nextScale, minimum: nextMinimum, isAbsolute });
    if (!(error < least)) continue;
    codes.set(count === 32 ? TRIED : TRIED.subarray(0, count), to);
    least = error;
    scale = nextScale;
    minimum = nextMinimum;
  }
  fitted[0] = scale;
  fitted[1] = -minimum;
}

function sumCodes(
  { values, from, weights }: SearchedGroup,
  { count, highest }: ScaleSearch,
  { inverse, minimum }: { readonly inverse: number; readonly minimum: number },
): void {
  let l = 0;
  let l2 = 0;
  let lx = 0;
  for (let index = 0; index < count; index += 1) {
    const value = valueAt(values, from + index);
    const code = clamp(nearestInt(fround(inverse * fround(value - minimum))), 0, highest);
    TRIED[index] = code;
    const weighted = fround(valueAt(weights, index) * code);
    l = fround(l + weighted);
    l2 = fround(l2 + fround(weighted * code));
    lx = fround(lx + fround(weighted * value));
  }
  SUMS[0] = l;
  SUMS[1] = l2;
  SUMS[2] = lx;
}

function sumErrors(
  { values, from, weights }: SearchedGroup,
  count: number,
  { scale, minimum, isAbsolute }: { readonly scale: number; readonly minimum: number; readonly isAbsolute: boolean },
): number {
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const difference = fround(fround(fround(scale * byte(TRIED, index)) + minimum) - valueAt(values, from + index));
    const error = isAbsolute ? abs(difference) : fround(difference * difference);
    sum = fround(sum + fround(valueAt(weights, index) * error));
  }
  return sum;
}
