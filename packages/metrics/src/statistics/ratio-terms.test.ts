import { describe, expect, it } from '@jest/globals';
import { pairedStandardError, ratioTerms } from './ratio-terms.ts';

const DENSE = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0];
const A = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0];
const B = [1, 1, 0, 1, 1, 0, 0, 1, 1, 0];
const C = [0, 1, 1, 1, 1, 1, 0, 0, 1, 0];
// The dense answers do not add up to 0, so there are terms.
const termsOf = (answers: readonly number[]) => ratioTerms(answers, DENSE)?.terms ?? [];

describe('a ratio of sums over documents', () => {
  it('is moved by each document by its term', () => {
    const found = ratioTerms([1, 0, 2], [1, 1, 2]);
    // 3 ÷ 4; (1 − 0.75) · 3 ÷ 4, (0 − 0.75) · 3 ÷ 4, (2 − 1.5) · 3 ÷ 4.
    // Squares 0.4921875 over 3 · 2.
    expect(found).toEqual({ ratio: 0.75, terms: [0.1875, -0.5625, 0.375], standardError: expect.closeTo(Math.sqrt(0.4921875 / 6), 12) });
  });

  it('does not exist for denominators that add up to 0, and is refused without one denominator per document', () => {
    expect(ratioTerms([1, 1], [0, 0])).toBeNull();
    expect(() => ratioTerms([1, 1], [1])).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});

describe('the error of a difference of ratios over the same documents', () => {
  // numpy 2: without terms, from the covariance matrix S = cov([ratios' answers…, dense]) / 10 and the gradient g of Σ weight · mean(answers) / mean(dense):
  // g = append(w / mean(dense), −(w @ means) / mean(dense) ** 2); sqrt(g @ S @ g), for w = [1, −1], [1, −0.5, −0.5], [1].
  it.each([
    ['of one from another', [A], [B], 0.2635231383473649],
    ['of one from the mean of two', [A], [B, C], 0.18633899812498245],
    ['of the mean of two from one', [B, C], [A], 0.18633899812498245],
    ['of one from nothing, which is its own error', [A], [DENSE], 0.1613743060919757],
  ])('is %s', (_, own, others, expected) => {
    expect(pairedStandardError(own.map(termsOf), others.map(termsOf))).toBeCloseTo(expected, 12);
  });

  it('is 0 where the answers are the same, and unknown with a single document', () => {
    expect(pairedStandardError([termsOf(A)], [termsOf(A)])).toBe(0);
    expect(pairedStandardError([[0]], [[0]])).toBeNull();
  });
});
