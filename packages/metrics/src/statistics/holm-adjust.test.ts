import { describe, expect, it } from '@jest/globals';
import { holmAdjust } from './holm-adjust.ts';

describe('holmAdjust', () => {
  it.each([
    // R 4: p.adjust(c(…), "holm").
    [
      [0.01, 0.04, 0.03, 0.005],
      [0.03, 0.06, 0.06, 0.02],
    ],
    [
      [0.5, 0.9],
      [1, 1],
    ],
    [[0.02], [0.02]],
    [[], []],
  ])('adjusts %j to %j', (given, expected) => {
    for (const [place, p] of holmAdjust(given).entries()) expect(p).toBeCloseTo(expected[place] ?? Number.NaN, 15);
    expect(holmAdjust(given)).toHaveLength(expected.length);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses %p', (p) => {
    expect(() => holmAdjust([0.5, p])).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
