import { describe, expect, it } from '@jest/globals';
import type { SeriesUnit } from '../series/series-unit.ts';
import { bootstrapAgreement } from './bootstrap-agreement.ts';

const unitsOf = (sums: readonly (readonly number[])[], counts: readonly number[]): SeriesUnit[] =>
  sums.map((sum, place) => ({ sum, count: sum.map(() => counts[place] ?? 1) }));
const FIRST = unitsOf(
  [
    [3, 1, 4, 2],
    [2, 1, 5, 3],
    [4, 2, 3, 1],
    [1, 1, 2, 6],
    [5, 0, 4, 4],
  ],
  [2, 1, 3, 1, 2],
);
const SECOND = unitsOf(
  [
    [1, 2, 4, 3],
    [2, 3, 4, 1],
    [3, 1, 5, 2],
    [2, 4, 6, 1],
    [1, 2, 3, 5],
  ],
  [1, 1, 2, 1, 1],
);

describe('bootstrapAgreement', () => {
  // Python 3.11 and NumPy: ratios of sums over random.Random(3) draws, 200 of them, numpy.percentile(…, [2.5, 97.5]).
  it.each([
    [true, [-0.4, 0.8037170824512636], [-1 / 3, 0.712250884886267], [1 / 3, 1]],
    [false, [-0.632455532033676, 0.9486832980505139], [-0.5477225575051661, 0.9128709291752769], [0, 1]],
  ])('gives percentile intervals, the documents paired: %p', (isPaired, rank, tau, overlap) => {
    const agreement = bootstrapAgreement(FIRST, SECOND, { counts: [2], isPaired, seed: 3, draws: 200 });
    const closeTo = ([low = 0, high = 0]: readonly number[]) => ({ low: expect.closeTo(low, 12), high: expect.closeTo(high, 12) });
    expect(agreement).toEqual({
      spearman: { value: expect.closeTo(0.632455532033676, 12), interval: closeTo(rank) },
      kendallTauB: { value: expect.closeTo(0.5477225575051661, 12), interval: closeTo(tau) },
      jaccard: [{ k: 2, value: 1, interval: closeTo(overlap) }],
      seed: 3,
      draws: 200,
    });
  });

  it('agrees fully with itself, with intervals of no width', () => {
    const { spearman, jaccard } = bootstrapAgreement(FIRST, FIRST, { counts: [1, 3], isPaired: true, draws: 20 });
    expect(spearman).toEqual({ value: 1, interval: { low: 1, high: 1 } });
    expect(jaccard.map(({ value }) => value)).toEqual([1, 1]);
  });

  it('knows no interval of one document', () => {
    expect(bootstrapAgreement(FIRST.slice(0, 1), SECOND, { counts: [], isPaired: false }).spearman.interval).toBeNull();
  });

  it('refuses paired scorings of different documents, different blocks and too few draws', () => {
    const refuse = (first: readonly SeriesUnit[], options: object) => () =>
      bootstrapAgreement(first, SECOND, { counts: [1], isPaired: true, ...options });
    expect(refuse(FIRST.slice(1), {})).toThrow(expect.objectContaining({ code: 'NOT_COMPARABLE' }));
    expect(refuse(unitsOf([[1], [2], [3], [4], [5]], []), {})).toThrow(expect.objectContaining({ code: 'NOT_COMPARABLE' }));
    expect(refuse(FIRST, { draws: 1 })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
