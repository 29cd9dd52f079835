import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../random/create-random.ts';
import { createPairMoments } from './pair-moments.ts';
import { canFollowSets, createSetBets } from './set-bets.ts';

/** Bets on windows in their order. */
function follow(windows: readonly (readonly number[])[], count: number) {
  const blocks = windows[0]?.length ?? 0;
  const moments = createPairMoments(blocks);
  const bets = createSetBets(blocks, count);
  for (const window of windows) {
    bets.add(window, moments);
    moments.add(window);
  }
  return { moments, compare: (level: number) => bets.compare(moments.means(), level) };
}

describe('bets on sets', () => {
  it('of two blocks win and lose what the differences so far stake', () => {
    // Block 0 is 1, 0.5 and −0.2 above block 1. The second window wins tanh(1 · 0.5 ÷ 1), the third loses a stake: its loss leaves the highest capital.
    const windows = [
      [1, 0],
      [1, 0.5],
      [0.2, 0.4],
    ];
    expect(follow(windows, 1).compare(0.5).p).toBeCloseTo(1 / (1 + Math.tanh(0.5)), 12);
    // Then mean 0.4333, Σ (d − mean)² 0.7267: a difference of 2 is bet upon with tanh(0.4333 · 2 ÷ ((0.7267 + 0.1878) ÷ 3)), at most 0.95.
    const last = (1 + Math.tanh(0.5)) * (1 - Math.tanh((0.75 * 0.2) / ((0.125 + 0.5625) / 2))) * 1.95;
    expect(follow([...windows, [2, 0]], 1).compare(0.5).p).toBeCloseTo(1 / last, 12);
  });

  it('follow every set, and name the closest pair of those that are not refuted', () => {
    const random = createRandom(2);
    // Blocks 3 and 1 are lowest, 4 follows close upon 1; which of 0 and 2 is larger does not matter.
    const windows = Array.from({ length: 30 }, () => [0.9, 0.2, 0.9, 0.1, 0.2].map((mean) => mean + 0.05 * (random.random() - 0.5)));
    const { p, open } = follow(windows, 2).compare(0.05);
    expect(p).toBeGreaterThan(0.05);
    expect(open.map((pair) => [...pair].sort().join())).toEqual(['1,4']);
  });

  it('are for numbers of sets that fit into memory', () => {
    expect(canFollowSets(40, 5)).toBe(true);
    expect(canFollowSets(60, 10)).toBe(false);
    expect(canFollowSets(60, 59)).toBe(false);
  });
});
