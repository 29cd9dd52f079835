import { describe, expect, it } from '@jest/globals';
import { holmAdjust } from './holm-adjust.ts';
import { correctControls, summariseControl } from './summarise-control.ts';

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

describe('summariseControl', () => {
  const draws = [0.5, 0.6, 0.7, 0.6, 0.6];

  it.each([
    // Standard error of the draws' mean: sqrt(0.005 / 5) = 0.0316, so that margins beyond 0.062 are clear.
    [0.75, 'beats-control'],
    [0.65, 'not-distinguishable'],
    [0.55, 'not-distinguishable'],
    [0.45, 'worse-than-control'],
  ])('says what %p is worth beside five draws', (value, verdict) => {
    const summary = summariseControl({ value, standardError: null }, draws, { isHigherBetter: true });
    expect(summary).toMatchObject({ verdict, draws: 5, low: 0.5, high: 0.7 });
    expect(summary.mean).toBeCloseTo(0.6, 15);
    // Squares 0.01 + 0.01 over 4.
    expect(summary.standardDeviation).toBeCloseTo(Math.sqrt(0.005), 15);
    expect(summary.margin).toBeCloseTo(value - 0.6, 15);
    expect(summary.marginStandardError).toBeCloseTo(Math.sqrt(0.001), 15);
  });

  it('takes a result that is better than every draw for no better where its own error is as large as the margin', () => {
    // 0.15 against 1.96 · sqrt(0.08² + 0.001) = 0.169.
    expect(summariseControl({ value: 0.75, standardError: 0.08 }, draws, { isHigherBetter: true }).verdict).toBe('not-distinguishable');
  });

  it('turns round for perplexities', () => {
    const summary = summariseControl({ value: 9, standardError: 0.1 }, [10, 11, 12, 13, 14], { isHigherBetter: false });
    expect(summary).toMatchObject({ verdict: 'beats-control', margin: 3 });
  });

  it('says nothing of several strategies that each of them alone would only just show', () => {
    // Margin 0.11, standard error sqrt(0.04² + 0.001) = 0.0510: z = 2.157, p = 0.0310. Alone it holds, of two it needs 0.0620.
    const close = summariseControl({ value: 0.71, standardError: 0.04 }, draws, { isHigherBetter: true });
    expect(close).toMatchObject({ verdict: 'beats-control', p: expect.closeTo(0.031, 3) });
    expect(correctControls([close])).toEqual([{ ...close, holmP: close.p }]);
    const [first, second] = correctControls([close, close]);
    expect(first).toMatchObject({ verdict: 'not-distinguishable', holmP: expect.closeTo(0.062, 3) });
    expect(second).toEqual(first);
    // Beside a clear one (z = 12.6) it is the last of two, whose p stays as it is.
    const clear = summariseControl({ value: 1, standardError: null }, draws, { isHigherBetter: true });
    expect(correctControls([close, clear]).map(({ verdict }) => verdict)).toEqual(['beats-control', 'beats-control']);
    // A strategy among the draws stays among them, however small its p.
    expect(correctControls([{ ...clear, verdict: 'not-distinguishable' }])[0]?.verdict).toBe('not-distinguishable');
    expect(correctControls([])).toEqual([]);
  });

  it('refuses four draws and results that are not finite', () => {
    expect(() => summariseControl({ value: 1, standardError: 0 }, [1, 2, 3, 4], { isHigherBetter: true })).toThrow('at least 5');
    const infinite = [1, 2, 3, 4, Number.POSITIVE_INFINITY];
    expect(() => summariseControl({ value: 1, standardError: 0 }, infinite, { isHigherBetter: true })).toThrow('Infinity');
  });
});
