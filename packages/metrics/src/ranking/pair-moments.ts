import { getAt } from '@lamina/errors';

/** Means of L values over windows, and variances of their differences. */
export interface PairMoments {
  /** Windows that were added. */
  readonly count: number;
  /** @param values float64[L] of one window */
  add(values: readonly number[]): void;
  /** float64[L] */
  means(): readonly number[];
  /** The mean of `a` minus that of `b`. */
  difference(a: number, b: number): number;
  /** Σ (d − mean d)² over the windows, of d = a − b. */
  squares(a: number, b: number): number;
}

/** Sums are of values less those of the first window, so that they lose no digits. */
export function createPairMoments(blocks: number): PairMoments {
  const sums = new Float64Array(blocks);
  const products = new Float64Array(blocks * blocks);
  let origin: readonly number[] = [];
  let count = 0;
  const meanAt = (block: number): number => getAt(sums, block) / count;
  const cross = (a: number, b: number): number => getAt(products, Math.min(a, b) * blocks + Math.max(a, b)) - count * meanAt(a) * meanAt(b);
  return {
    get count() {
      return count;
    },
    add(values) {
      if (values.length !== blocks) throw new Error(`${values.length} values of ${blocks} blocks`);
      if (count === 0) origin = values;
      count += 1;
      const shifted = values.map((value, block) => value - getAt(origin, block));
      for (const [a, value] of shifted.entries()) {
        sums[a] = getAt(sums, a) + value;
        for (let b = a; b < blocks; b += 1) products[a * blocks + b] = getAt(products, a * blocks + b) + value * getAt(shifted, b);
      }
    },
    means: () => origin.map((value, block) => value + meanAt(block)),
    difference: (a, b) => getAt(origin, a) + meanAt(a) - getAt(origin, b) - meanAt(b),
    // Rounding may leave less than nothing of windows that are equal.
    squares: (a, b) => Math.max(0, cross(a, a) + cross(b, b) - 2 * cross(a, b)),
  };
}
