import { describe, expect, it } from '@jest/globals';
import { type ControlClaim, judgeTogether } from './compare-with-control.ts';

const DRAWS = [0.5, 0.6, 0.7, 0.6, 0.6];

function claim(value: number, facts: Partial<ControlClaim> = {}): ControlClaim {
  return {
    value,
    standardError: null,
    degreesOfFreedom: Number.POSITIVE_INFINITY,
    error: 'independent',
    draws: DRAWS,
    isHigherBetter: true,
    ...facts,
  };
}

function judge(...claims: readonly ControlClaim[]) {
  return judgeTogether(claims, []).controls;
}

describe('a result beside random draws', () => {
  it.each([
    // Standard error of the draws' mean: sqrt(0.005 / 5) = 0.0316, so that margins beyond 0.062 are clear.
    [0.75, 'beats-control'],
    [0.65, 'not-distinguishable'],
    [0.55, 'not-distinguishable'],
    [0.45, 'worse-than-control'],
  ])('says what %p is worth beside five draws', (value, verdict) => {
    // Squares 0.01 + 0.01 over 4.
    const control = {
      draws: 5,
      low: 0.5,
      high: 0.7,
      mean: expect.closeTo(0.6, 15),
      standardDeviation: expect.closeTo(Math.sqrt(0.005), 15),
    };
    const margins = { margin: expect.closeTo(value - 0.6, 15), marginStandardError: expect.closeTo(Math.sqrt(0.001), 15) };
    expect(judge(claim(value))).toEqual([expect.objectContaining({ verdict, control, ...margins })]);
  });

  it('is no better than every draw where its own error is as large as the margin', () => {
    // 0.15 against 1.96 · sqrt(0.08² + 0.001) = 0.169.
    expect(judge(claim(0.75, { standardError: 0.08 }))[0]?.verdict).toBe('not-distinguishable');
  });

  it('is better with a lower perplexity', () => {
    const perplexity = claim(9, { standardError: 0.1, draws: [10, 11, 12, 13, 14], isHigherBetter: false });
    expect(judge(perplexity)).toMatchObject([{ verdict: 'beats-control', margin: 3 }]);
  });

  it('says nothing of several strategies that each of them alone would only just show', () => {
    // Margin 0.11, standard error sqrt(0.04² + 0.001) = 0.0510: z = 2.157, p = 0.0310. Alone it holds, of two it needs 0.0620.
    const [close, other, clear] = [claim(0.71, { standardError: 0.04 }), claim(0.71, { standardError: 0.04 }), claim(1)];
    expect(judge(close)).toMatchObject([{ verdict: 'beats-control', holmP: expect.closeTo(0.031, 3) }]);
    const corrected = { verdict: 'not-distinguishable', holmP: expect.closeTo(0.062, 3) };
    expect(judge(close, other)).toMatchObject([corrected, corrected]);
    // Beside a clear one (z = 12.6) it is the last of two, whose p stays as it is.
    expect(judge(close, clear).map(({ verdict }) => verdict)).toEqual(['beats-control', 'beats-control']);
    // A strategy among the draws stays among them, however small its p.
    expect(judge(claim(0.69, { draws: [0.7, 0.5, 0.5, 0.5, 0.5] }))[0]?.verdict).toBe('not-distinguishable');
    expect(judge()).toEqual([]);
  });

  it('has no verdict beside four draws, and refuses draws that are not finite', () => {
    expect(judge(claim(1, { draws: [1, 2, 3, 4] }))).toMatchObject([{ verdict: 'no-control', control: null, holmP: null }]);
    expect(() => judge(claim(1, { draws: [1, 2, 3, 4, Number.POSITIVE_INFINITY] }))).toThrow('Infinity');
  });
});
