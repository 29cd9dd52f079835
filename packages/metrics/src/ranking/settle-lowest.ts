import { getAt } from '@lamina/errors';
import { anytimeTTest } from '../statistics/anytime-t-test.ts';
import { orderAscending } from './order-ascending.ts';

/** Below so many windows nothing is settled: a few windows tell little of how windows differ. */
const MINIMUM_WINDOWS = 8;

/** What the windows so far say about the lowest blocks. */
export interface LowestSettlement {
  /** Windows that were read. */
  readonly windows: number;
  /** The `count` blocks of lowest mean so far, lowest first. */
  readonly lowest: readonly number[];
  /** Confidence that these are the right ones, in any order; 0..1. */
  readonly setConfidence: number;
  /** Confidence that they are, and in this order; 0..1. */
  readonly orderConfidence: number;
  /** Pairs [in the set, outside it] that cannot be told apart at the confidence that was asked for. */
  readonly open: readonly (readonly [number, number])[];
  readonly isSettled: boolean;
}

/** Reads one value per block and window, in random order of the windows, and says when the lowest blocks are known. */
export interface LowestTracker {
  readonly windows: number;
  /** @param values float64[L], one per block, of one window */
  add(values: readonly number[]): void;
  settle(): LowestSettlement;
}

/**
 * Follows which `count` of L blocks have the lowest mean, by anytime-valid t-tests of the paired differences between blocks: it may be asked after every
 * window, and the answer at which one stops is wrong with probability 1 − `confidence` at most.
 *
 * A wrong set holds a block that does not belong there instead of one that does. Of such pairs there are count · (L − count), so each pair in the set and
 * outside it must be told apart at (1 − confidence) ÷ that number (Bonferroni). The order within the set takes count · (count − 1) ÷ 2 pairs more.
 *
 * @param blocks L
 * @param options.count 1 … L − 1
 * @param options.confidence between 0 and 1, such as 0.95
 */
export function createLowestTracker(
  blocks: number,
  { count, confidence }: { readonly count: number; readonly confidence: number },
): LowestTracker {
  const moments = createPairMoments(blocks);
  const setPairs = count * (blocks - count);
  const orderPairs = setPairs + (count * (count - 1)) / 2;
  return {
    get windows() {
      return moments.count;
    },
    add: moments.add,
    settle() {
      if (moments.count === 0) throw new Error('no window was read, so no block is lowest');
      const order = orderAscending(moments.means());
      const lowest = order.slice(0, count);
      const others = order.slice(count);
      const isEnough = moments.count >= MINIMUM_WINDOWS;
      const pOf = (a: number, b: number): number => (isEnough ? moments.test(a, b) : 1);
      const across = lowest.flatMap((inside) => others.map((outside) => ({ pair: [inside, outside] as const, p: pOf(inside, outside) })));
      const within = lowest.flatMap((one, place) => lowest.slice(place + 1).map((other) => pOf(one, other)));
      const worst = Math.max(...across.map(({ p }) => p));
      const setConfidence = Math.max(0, 1 - setPairs * worst);
      return {
        windows: moments.count,
        lowest,
        setConfidence,
        orderConfidence: Math.max(0, 1 - orderPairs * Math.max(worst, ...within)),
        open: across.filter(({ p }) => 1 - setPairs * p < confidence).map(({ pair }) => pair),
        isSettled: setConfidence >= confidence,
      };
    },
  };
}

/** Means of L values, and anytime-valid tests of their differences. Sums are of values less those of the first window, so that they lose no digits. */
function createPairMoments(blocks: number) {
  const sums = new Float64Array(blocks);
  const products = new Float64Array(blocks * blocks);
  let origin: readonly number[] = [];
  let count = 0;
  const meanAt = (block: number): number => getAt(sums, block) / count;
  const covariance = (a: number, b: number): number =>
    (getAt(products, Math.min(a, b) * blocks + Math.max(a, b)) - count * meanAt(a) * meanAt(b)) / (count - 1);
  return {
    get count() {
      return count;
    },
    add(values: readonly number[]): void {
      if (values.length !== blocks) throw new Error(`${values.length} values of ${blocks} blocks`);
      if (count === 0) origin = values;
      count += 1;
      const own = values.map((value, block) => value - getAt(origin, block));
      for (const [a, value] of own.entries()) {
        sums[a] = getAt(sums, a) + value;
        for (let b = a; b < blocks; b += 1) products[a * blocks + b] = getAt(products, a * blocks + b) + value * getAt(own, b);
      }
    },
    /** float64[L] */
    means: (): number[] => origin.map((value, block) => value + meanAt(block)),
    test(a: number, b: number): number {
      const difference = getAt(origin, a) + meanAt(a) - getAt(origin, b) - meanAt(b);
      return anytimeTTest(difference, covariance(a, a) + covariance(b, b) - 2 * covariance(a, b), count);
    },
  };
}
