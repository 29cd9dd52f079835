import { describe, expect, it } from '@jest/globals';
import { type ComparedMean, judgeDifferences, testDifference } from './judge-differences.ts';
import { listTerms } from './measured-removal.ts';

const FACTS = { documents: 'a', denominators: [1, 1, 1, 1] };
const terms = listTerms([
  { key: 'one', ...FACTS, numerators: [1, 0, 1, 1] },
  { key: 'two', ...FACTS, numerators: [0, 0, 1, 0] },
  { key: 'elsewhere', ...FACTS, documents: 'b', numerators: [0, 0, 1, 0] },
  { key: 'nothing', ...FACTS, numerators: [1, 1, 1, 1], denominators: [0, 0, 0, 0] },
]);
const compared = (result: number, keys: readonly string[], facts: Partial<ComparedMean> = {}): ComparedMean => ({
  ...{ result, standardError: 0.1, degreesOfFreedom: Number.POSITIVE_INFINITY, spread: 0 },
  terms: [keys.flatMap((key) => terms.get(key) ?? [])],
  ...facts,
});

describe('a difference of retentions', () => {
  it('is paired by document', () => {
    // Differences 1, 0, 0, 1 with mean 0.5: sqrt(4 · 0.25 / 3 / 4).
    const found = testDifference(compared(0.75, ['one']), compared(0.25, ['two']), true);
    const standardError = Math.sqrt(1 / 12);
    expect(found).toMatchObject({ value: 0.5, standardError: expect.closeTo(standardError, 12), error: 'paired' });
    expect(found?.confidenceInterval.high).toBeCloseTo(0.5 + 1.959963984540054 * standardError, 12);
  });

  it('adds the spread of draws to it', () => {
    const drawn = compared(0.25, ['two'], { spread: 0.3 });
    expect(testDifference(compared(0.75, ['one']), drawn, true)?.standardError).toBeCloseTo(Math.sqrt(1 / 12 + 0.09), 12);
  });

  it('is independent for other documents, and where answers are not stored', () => {
    const one = compared(0.75, ['one']);
    for (const other of [compared(0.25, ['elsewhere']), compared(0.25, [], { terms: null })])
      expect(testDifference(one, other, true)).toMatchObject({ standardError: expect.closeTo(Math.SQRT2 / 10, 12), error: 'independent' });
    expect(testDifference(one, compared(0.25, [], { terms: null, standardError: null }), true)).toBeNull();
    expect(terms.has('nothing')).toBe(false);
  });

  it('is above 0 for a lower perplexity', () => {
    expect(testDifference(compared(1.2, ['one']), compared(1.5, ['two']), false)?.value).toBeCloseTo(0.3, 12);
  });

  it('is wider by Student’s t where few windows were read', () => {
    const [one, two] = [0.75, 0.25].map((result) => compared(result, [], { terms: null, degreesOfFreedom: 15 })) as [
      ComparedMean,
      ComparedMean,
    ];
    // scipy.stats.t.ppf(0.975, 15) and 2 · scipy.stats.t.sf(0.5 / (0.1 · √2), 15).
    const found = testDifference(one, two, true);
    expect(found?.confidenceInterval.high).toBeCloseTo(0.5 + 2.13144954556 * Math.SQRT2 * 0.1, 9);
    expect(found?.p).toBeCloseTo(0.00299687, 7);
  });
});

describe('a family of differences', () => {
  it('is better or worse only where the corrected p is below 0.05', () => {
    const differences = [
      [0.3, 0.1],
      [-0.21, 0.1],
      [0.2, 0.1],
    ].map(([value, error]) => testDifference(plain(value, error), plain(0, 0), true));
    const tested = differences.filter((difference) => difference !== null);
    const judged = [...judgeDifferences(tested, []).values()];
    // p 0.0027, 0.0357, 0.0455: times 3; twice 0.0357; and the last is not below the one before it.
    expect(judged.map(({ verdict }) => verdict)).toEqual(['better', 'not-distinguishable', 'not-distinguishable']);
    expect(judged.map(({ holmP }) => holmP)).toEqual([0.0081, 0.0715, 0.0715].map((p) => expect.closeTo(p, 4)));
    // Each alone, and with nineteen claims of others.
    expect(tested.map((one) => judgeDifferences([one], []).get(one)?.verdict)).toEqual(['better', 'worse', 'better']);
    const others = Array.from({ length: 19 }, () => 0.9);
    expect(tested.map((one) => judgeDifferences([one], others).get(one)?.verdict)).toEqual(Array(3).fill('not-distinguishable'));
  });

  function plain(result = Number.NaN, standardError = Number.NaN): ComparedMean {
    return { result, standardError, degreesOfFreedom: Number.POSITIVE_INFINITY, spread: 0, terms: null };
  }
});
