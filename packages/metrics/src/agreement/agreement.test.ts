import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orderAscending } from '../ranking/order-ascending.ts';
import { rankAscending } from '../ranking/rank-ascending.ts';
import { jaccardLowest } from './jaccard-lowest.ts';
import { kendallTauB } from './kendall-tau-b.ts';
import { spearman } from './spearman.ts';

const FIRST = [0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2];
const SECOND = [0.25, 0.15, 0.35, 0.45, 0.35, 0.8, 0.1];
const scores = fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 12 });

describe('spearman and kendallTauB', () => {
  it('equal an independent computation with ties', () => {
    // Python 3.11: numpy.corrcoef of average ranks; tau-b by counting 14 concordant, 5 discordant, 20 and 20 untied of 21 pairs.
    expect(spearman(FIRST, SECOND)).toBeCloseTo(0.4909090909090909, 14);
    expect(kendallTauB(FIRST, SECOND)).toBeCloseTo(0.45, 14);
  });

  it.each([
    ['spearman', spearman],
    ['kendallTauB', kendallTauB],
  ])('%s is 1 with itself, −1 with its negative, symmetric, and undefined for a constant', (_, correlate) => {
    fc.assert(
      fc.property(scores, (values) => {
        const negative = values.map((value) => -value);
        const other = values.map((value, index) => (value % 7) + index);
        expect(correlate(values, values)).toBe(1);
        expect(correlate(values, negative)).toBe(-1);
        expect(correlate(values, other)).toBe(correlate(other, values));
        expect(
          correlate(
            values,
            values.map(() => 3),
          ),
        ).toBeNull();
      }),
    );
    expect(correlate([], [])).toBeNull();
    expect(correlate([1], [2])).toBeNull();
  });

  it('refuses scorings of different lengths', () => {
    expect(() => spearman([1, 2], [1])).toThrow(expect.objectContaining({ code: 'NOT_COMPARABLE' }));
    expect(() => kendallTauB([1, 2], [1])).toThrow(/2 and 1 blocks/);
  });

  it('refuses values that are not finite', () => {
    expect(() => spearman([1, Number.NaN], [1, 2])).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    expect(() => kendallTauB([1, 2], [1, Number.POSITIVE_INFINITY])).toThrow(/Block 1 has the value Infinity/);
  });
});

describe('jaccardLowest', () => {
  it('is the overlap of the k lowest, ties to the lower index', () => {
    // Lowest of FIRST: 1, 3, 6, 0, …; of SECOND: 6, 1, 0, 2, ….
    expect(jaccardLowest(FIRST, SECOND, 1)).toBe(0);
    expect(jaccardLowest(FIRST, SECOND, 2)).toBeCloseTo(1 / 3, 15);
    expect(jaccardLowest(FIRST, SECOND, 3)).toBeCloseTo(2 / 4, 15);
    expect(jaccardLowest(FIRST, SECOND, 7)).toBe(1);
  });

  it.each([0, 8, 1.5])('refuses the %p lowest of seven', (k) => {
    expect(() => jaccardLowest(FIRST, SECOND, k)).toThrow(/an integer in 1\.\.7/);
  });

  it('refuses scorings of different lengths', () => {
    expect(() => jaccardLowest([1, 2], [1], 1)).toThrow(expect.objectContaining({ code: 'NOT_COMPARABLE' }));
  });
});

describe('orderAscending and rankAscending', () => {
  it('order from low to high, ties to the lower index, missing values last', () => {
    expect(orderAscending([0.3, null, 0.1, 0.3, null, 0.1])).toEqual([2, 5, 0, 3, 1, 4]);
    expect(rankAscending([0.3, null, 0.1, 0.3, null, 0.1])).toEqual([3, 5, 1, 4, 6, 2]);
  });

  it('take infinities as the numbers they are', () => {
    expect(orderAscending([Number.POSITIVE_INFINITY, null, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toEqual([2, 0, 3, 1]);
  });

  it('are inverse to each other', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.double({ noNaN: true }))), (values) => {
        const ranks = rankAscending(values);
        expect(orderAscending(values).map((index) => ranks[index])).toEqual(values.map((_, place) => place + 1));
      }),
    );
  });

  it('refuses NaN', () => {
    expect(() => rankAscending([1, Number.NaN])).toThrow(/Value 1 is NaN/);
  });
});
