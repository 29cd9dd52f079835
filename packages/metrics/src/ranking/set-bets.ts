import { getAt } from '@lamina/errors';
import { orderAscending } from './order-ascending.ts';
import type { PairMoments } from './pair-moments.ts';
import { rankAscending } from './rank-ascending.ts';

/** Sets that are followed at most: 5 of 40 blocks have 658,008. */
const MAXIMUM_SETS = 700_000;
/** Places are kept as bits of one integer. */
const MAXIMUM_COUNT = 30;
/** No window takes all capital. */
const MAXIMUM_STAKE = 0.95;

/** How far the other sets are refuted. */
export interface OtherSets {
  /** The largest anytime-valid p-value of any of them. */
  readonly p: number;
  /** The closest pair of each set that is not refuted at the level [in the lowest set but not in this one, the reverse]. Each pair once. */
  readonly open: readonly (readonly [number, number])[];
}

/** Bets against each set of `count` of L blocks, that its blocks have the lowest means. */
export interface SetBets {
  /** Bets on one window. @param values float64[L] @param past the windows before it */
  add(values: readonly number[], past: PairMoments): void;
  /** @param means float64[L]: the set of lowest means is the one that is claimed @param level between 0 and 1 */
  compare(means: readonly number[], level: number): OtherSets;
}

/** Whether there are few enough sets of `count` of L blocks to follow all of them. */
export function canFollowSets(blocks: number, count: number): boolean {
  return count <= MAXIMUM_COUNT && countSets(blocks, count) <= MAXIMUM_SETS;
}

/**
 * Tests every set of blocks for being the one of lowest means, by betting on the signs of differences between two blocks (Waudby-Smith and Ramdas 2024).
 *
 * If a set is the lowest, none of its blocks has a larger mean than any other block. Before each window the pair that contradicts this most in the windows
 * so far is chosen: the block of the set with the largest mean, and the block outside with the smallest. Then capital is staked on the first one being
 * larger, the more the larger the difference d is: |d| is known, its sign is not.
 *
 *   capital ← capital · (1 + sign(d) · tanh(m |d| / v)),  m and v: mean and variance of the pair's differences so far
 *
 * If the set is the lowest, the sign is at best fair, and the capital ever grows to 1 ÷ α with probability α at most (Ville's inequality). This holds for
 * independent windows whose differences are symmetric around their mean and unimodal, as normal ones are. Only one set is the lowest, so a wrong claim needs
 * that one set refuted: there is nothing to correct for, however many sets there are. tanh(m |d| / v) is the stake of fastest growth for normal differences.
 *
 * @param blocks L
 * @param count of the blocks of a set; `canFollowSets` must hold
 */
export function createSetBets(blocks: number, count: number): SetBets {
  const members = listSets(blocks, count);
  const size = members.length / count;
  const capital = new Float64Array(size);
  const highest = new Float64Array(size);
  return {
    add(values, past) {
      if (past.count === 0) return;
      const order = orderAscending(past.means());
      const places = rankAscending(past.means()).map((rank) => rank - 1);
      const gains = new Float64Array(blocks * blocks).fill(Number.NaN);
      for (let set = 0; set < size; set += 1) {
        const { top, free } = findContradiction(members.subarray(set * count, (set + 1) * count), places);
        const key = top * blocks + free;
        if (Number.isNaN(getAt(gains, key))) gains[key] = gainOf({ larger: getAt(order, top), smaller: getAt(order, free) }, values, past);
        capital[set] = getAt(capital, set) + getAt(gains, key);
        if (getAt(capital, set) > getAt(highest, set)) highest[set] = getAt(capital, set);
      }
    },
    compare(means, level) {
      const order = orderAscending(means);
      const places = rankAscending(means).map((rank) => rank - 1);
      const open = new Set<number>();
      let lowest = Number.POSITIVE_INFINITY;
      for (let set = 0; set < size; set += 1) {
        const { top } = findContradiction(members.subarray(set * count, (set + 1) * count), places);
        if (top < count) continue;
        lowest = Math.min(lowest, getAt(highest, set));
        if (Math.exp(-getAt(highest, set)) > level) open.add(closestPair(members.subarray(set * count, (set + 1) * count), places));
      }
      const pairs = [...open].map((key) => [getAt(order, Math.floor(key / blocks)), getAt(order, key % blocks)] as const);
      return { p: Math.exp(-lowest), open: pairs };
    },
  };

  /** Places of the block of `count` lowest that a set lacks and has the largest mean, and of the set's lowest block beyond them: as one number. */
  function closestPair(set: Uint16Array, places: readonly number[]): number {
    const ofSet = [...set].map((block) => getAt(places, block));
    const lacking = Array.from({ length: count }, (_, place) => place).filter((place) => !ofSet.includes(place));
    return Math.max(...lacking) * blocks + Math.min(...ofSet.filter((place) => place >= count));
  }
}

/** Places in the order of means: `top` of the set's largest mean, `free` of the smallest mean outside. The set of lowest means has top < free. */
function findContradiction(set: Uint16Array, places: readonly number[]): { readonly top: number; readonly free: number } {
  let top = 0;
  let taken = 0;
  for (const block of set) {
    const place = getAt(places, block);
    if (place > top) top = place;
    if (place < set.length) taken |= 1 << place;
  }
  let free = 0;
  while ((taken & (1 << free)) !== 0) free += 1;
  return { top, free };
}

/** The amount that a window adds to the logarithm of the capital. */
function gainOf(
  { larger, smaller }: { readonly larger: number; readonly smaller: number },
  values: readonly number[],
  past: PairMoments,
): number {
  const mean = past.difference(larger, smaller);
  // The past does not contradict the set.
  if (mean <= 0) return 0;
  // One more difference, as far from the mean as the mean from 0, keeps the first stakes small.
  const variance = (past.squares(larger, smaller) + mean ** 2) / past.count;
  const difference = getAt(values, larger) - getAt(values, smaller);
  const stake = Math.min(MAXIMUM_STAKE, Math.tanh((mean * Math.abs(difference)) / variance));
  return Math.log1p(Math.sign(difference) * stake);
}

function countSets(blocks: number, count: number): number {
  let sets = 1;
  for (let place = 0; place < count; place += 1) sets = (sets * (blocks - place)) / (place + 1);
  return Math.round(sets);
}

/** uint16[sets][count]: every set in lexicographic order, its blocks ascending. */
function listSets(blocks: number, count: number): Uint16Array {
  const members = new Uint16Array(countSets(blocks, count) * count);
  const set = Array.from({ length: count }, (_, place) => place);
  for (let offset = 0; offset < members.length; offset += count) {
    members.set(set, offset);
    let place = count - 1;
    while (place >= 0 && getAt(set, place) === blocks - count + place) place -= 1;
    if (place < 0) break;
    const first = getAt(set, place) + 1;
    for (let later = place; later < count; later += 1) set[later] = first + later - place;
  }
  return members;
}
