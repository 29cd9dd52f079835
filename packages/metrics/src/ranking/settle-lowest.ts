import { anytimeTTest } from '../statistics/anytime-t-test.ts';
import { orderAscending } from './order-ascending.ts';
import { createPairMoments } from './pair-moments.ts';
import { canFollowSets, createSetBets, type OtherSets } from './set-bets.ts';

/** Below so many windows nothing is settled: a few windows tell little of how windows differ. */
const MINIMUM_WINDOWS = 8;

/** The state of the question which blocks are the lowest, after the windows so far. */
export interface LowestSettlement {
  /** How the set was tested: `set-bets@1` follows every set, `anytime-t@1` pairs of blocks, where there are too many sets. */
  readonly method: 'set-bets@1' | 'anytime-t@1';
  /** Windows that were read. */
  readonly windows: number;
  /** The `count` blocks of lowest mean so far, lowest first. */
  readonly lowest: readonly number[];
  /** Confidence that these are the right ones, in any order; 0..1. */
  readonly setConfidence: number;
  /** Confidence that they are, and in this order; 0..1. */
  readonly orderConfidence: number;
  /** Pairs [in the set, outside it] whose difference is not shown at the requested confidence. */
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
 * Follows which `count` of L blocks have the lowest mean: it may be asked after every window, and the answer at which one stops is wrong with probability
 * 1 − `confidence` at most.
 *
 * Every other set is tested for being the lowest one (`createSetBets`). Where there are too many sets, each pair of a block in the set and one outside is
 * told apart by an anytime-valid t-test at (1 − confidence) ÷ count · (L − count) (Bonferroni), which takes more windows. The order within the set is
 * another claim, with half of the error for the set and half for its count · (count − 1) ÷ 2 pairs.
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
  const bets = canFollowSets(blocks, count) ? createSetBets(blocks, count) : null;
  const pairsWithin = (count * (count - 1)) / 2;
  const pOf = (a: number, b: number): number =>
    anytimeTTest(moments.difference(a, b), moments.squares(a, b) / (moments.count - 1), moments.count);
  return {
    get windows() {
      return moments.count;
    },
    add(values) {
      bets?.add(values, moments);
      moments.add(values);
    },
    settle() {
      if (moments.count === 0) throw new Error('no window was read, so no block is lowest');
      const isEnough = moments.count >= MINIMUM_WINDOWS;
      const means = moments.means();
      const order = orderAscending(means);
      const lowest = order.slice(0, count);
      const others = order.slice(count);
      const level = 1 - confidence;
      const found =
        bets === null || !isEnough ? testPairs(lowest, others, { level, pOf: isEnough ? pOf : () => 1 }) : bets.compare(means, level);
      const within = isEnough ? lowest.flatMap((one, place) => lowest.slice(place + 1).map((other) => pOf(one, other))) : [1];
      const orderP = count === 1 ? found.p : 2 * Math.max(found.p, pairsWithin * Math.max(...within));
      return {
        method: bets === null ? 'anytime-t@1' : 'set-bets@1',
        windows: moments.count,
        lowest,
        setConfidence: Math.max(0, 1 - found.p),
        orderConfidence: Math.max(0, 1 - orderP),
        open: found.open,
        isSettled: found.p <= level,
      };
    },
  };
}

/** Each pair in the set and outside it, corrected for their number. */
function testPairs(
  lowest: readonly number[],
  others: readonly number[],
  { level, pOf }: { readonly level: number; readonly pOf: (a: number, b: number) => number },
): OtherSets {
  const pairs = lowest.flatMap((inside) => others.map((outside) => [inside, outside] as const));
  const tested = pairs.map((pair) => ({ pair, p: Math.min(1, pairs.length * pOf(...pair)) }));
  return { p: Math.max(...tested.map(({ p }) => p)), open: tested.filter(({ p }) => p > level).map(({ pair }) => pair) };
}
