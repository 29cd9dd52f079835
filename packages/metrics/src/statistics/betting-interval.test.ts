import { describe, expect, it } from '@jest/globals';
import { createRandom, type Random } from '../random/create-random.ts';
import { bettingInterval } from './betting-interval.ts';
import type { Interval } from './interval.ts';

const RANGE = { low: -1, high: 1, confidence: 0.95 };
const REPLAYS = 1000;

/** In how many replays the mean of `draw` lies outside an interval at any of the looks: after each 16 of 96 observations. */
function countMisses(mean: number, draw: (random: Random) => number): number {
  // An interval depends on how often each value occurs, and not on their order.
  const known = new Map<string, Interval>();
  const intervalOf = (values: readonly number[]): Interval => {
    const key = values.toSorted((a, b) => a - b).join();
    const found = known.get(key) ?? bettingInterval(values, RANGE);
    known.set(key, found);
    return found;
  };
  return Array.from({ length: REPLAYS }, (_, seed) => {
    const random = createRandom(seed);
    const values: number[] = [];
    for (let look = 0; look < 6; look += 1) {
      for (let each = 0; each < 16; each += 1) values.push(draw(random));
      const { low, high } = intervalOf(values);
      if (mean < low || mean > high) return true;
    }
    return false;
  }).filter((isMissed) => isMissed).length;
}

describe('a betting interval', () => {
  it.each([3, 10, 60])('of %d observations at the top of the range ends where the average over all stakes does', (n) => {
    // ∫ (1 + f c)ⁿ df over f from 0 to 1 = ((1 + c)ⁿ⁺¹ − 1) ÷ ((n + 1) c), with c = (1 − m) ÷ m.
    const { low, high } = bettingInterval(Array(n).fill(1), { low: 0, high: 1, confidence: 0.95 });
    const odds = (1 - low) / low;
    expect(high).toBe(1);
    expect(Math.log(((1 + odds) ** (n + 1) - 1) / ((n + 1) * odds))).toBeCloseTo(Math.log(40), 2);
  });

  it('is the whole range before the first observation, and mirrored where observations are', () => {
    expect(bettingInterval([], RANGE)).toEqual({ low: -1, high: 1 });
    const values = [0, 0, 1, 0, -1, 0, 0.5, 1, 1, 0];
    const { low, high } = bettingInterval(values, RANGE);
    const mirrored = bettingInterval(
      values.map((value) => -value),
      RANGE,
    );
    expect(mirrored.low).toBeCloseTo(-high, 6);
    expect(mirrored.high).toBeCloseTo(-low, 6);
  });

  it('is narrow where observations hardly vary', () => {
    const { low, high } = bettingInterval(Array(1000).fill(0), RANGE);
    expect(high - low).toBeLessThan(0.03);
  });

  it('misses the mean at any look in fewer than 5 % of the replays', () => {
    const few = (random: Random): number => {
      const chance = random.random();
      return chance < 0.1 ? -1 : Number(chance > 0.98);
    };
    expect(countMisses(-0.08, few)).toBeLessThan(0.05 * REPLAYS);
    expect(countMisses(0, (random) => (random.random() < 0.5 ? -1 : 1))).toBeLessThan(0.05 * REPLAYS);
    // A skewed quantity of more values.
    expect(countMisses(-0.6, (random) => (random.random() < 0.8 ? -1 : 1))).toBeLessThan(0.05 * REPLAYS);
  });

  it('refuses an observation outside the range', () => {
    expect(() => bettingInterval([0.5, 1.5], RANGE)).toThrow('1.5 lies outside -1 to 1');
  });
});
