import { describe, expect, it } from '@jest/globals';
import { readRemoval } from './read-removal.fixture.ts';
import { measureRemovalCost, writeFactor } from './removal-cost.ts';

const BLOCKS = { units: ['block'], text: 'austen' };
/** Student's t at 97.5 % with 15 degrees of freedom, from a table. */
const T15 = 2.131449545559323;

const influence = [
  readRemoval({ strategy: 'block-influence', blocks: [17], chosenOn: 'wikipedia', logs: { austen: 0.1 } }),
  readRemoval({ strategy: 'block-influence', blocks: [14, 17], chosenOn: 'wikipedia', logs: { austen: 0.4 } }),
];
const greedy = [readRemoval({ strategy: 'greedy-loss', blocks: [14, 16], chosenOn: 'wikipedia', logs: { austen: 0.3 } })];
const drawOf = (seed: number, blocks: readonly number[], factor: number) =>
  readRemoval({ strategy: 'random-inner', blocks, seed, logs: { austen: Math.log(factor) } });

describe('what removals cost on a text', () => {
  it('is a factor with its interval for a choice, and the geometric mean with the range for random draws', () => {
    const cost = measureRemovalCost([...influence, ...greedy, drawOf(0, [3, 9], 2), drawOf(1, [5, 20], 8)], BLOCKS);
    expect(cost?.influence?.points).toMatchObject([{ removed: 1 }, { removed: 2, draws: 1, removedParameterRatio: 0.06 }]);
    const [, two] = cost?.influence?.points ?? [];
    expect(two?.factor).toBeCloseTo(Math.exp(0.4), 12);
    expect(two?.low).toBeCloseTo(Math.exp(0.4 - 0.01 * T15), 12);
    expect(two?.high).toBeCloseTo(Math.exp(0.4 + 0.01 * T15), 12);
    const [drawn] = cost?.random?.points ?? [];
    // √(2 · 8) = 4
    expect(drawn).toEqual({
      removed: 2,
      removedParameterRatio: 0.06,
      factor: expect.closeTo(4, 12),
      low: expect.closeTo(2, 12),
      high: expect.closeTo(8, 12),
      draws: 2,
      key: null,
    });
  });

  it('is said in one sentence, at the number of units that most choices reach', () => {
    const cost = measureRemovalCost([...influence, ...greedy, drawOf(0, [3, 9], 2), drawOf(1, [5, 20], 8)], BLOCKS);
    // e^0.3 = 1.350, e^0.4 = 1.492
    expect(cost?.sentence).toBe('Without 2 blocks: 1.35 × the perplexity by greedy loss, 1.49 × by influence, 2 × or more at random');
  });

  it('counts a choice only where no text of the same source chose it, and a repaired removal never', () => {
    const own = readRemoval({ strategy: 'block-influence', blocks: [14, 17], chosenOn: 'austen', logs: { austen: 0.2 } });
    const repair = { kind: 'linear', source: 'wikipedia' };
    const repaired = readRemoval({ strategy: 'block-influence', blocks: [14, 17], repair, logs: { austen: 0.01 } });
    const cost = measureRemovalCost([own, repaired, ...influence], BLOCKS);
    expect(cost?.influence?.points.map(({ factor }) => Math.log(factor))).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.4, 12)]);
    expect(measureRemovalCost([own], BLOCKS)).toMatchObject({ influence: null, best: null, random: null });
    expect(measureRemovalCost([repaired], BLOCKS)).toBeNull();
  });

  it('takes the newest of equal choices and of equal seeds', () => {
    const newer = readRemoval({ strategy: 'block-influence', blocks: [13, 17], chosenOn: 'wikipedia', logs: { austen: 0.7 } });
    const cost = measureRemovalCost([newer, ...influence, drawOf(0, [3, 9], 2), drawOf(0, [3, 9], 5)], BLOCKS);
    expect(cost?.influence?.points.map(({ factor }) => factor)).toEqual([
      expect.closeTo(Math.exp(0.1), 12),
      expect.closeTo(Math.exp(0.7), 12),
    ]);
    expect(cost?.random?.points).toMatchObject([{ factor: expect.closeTo(2, 12), draws: 1 }]);
  });

  it('takes the other strategy that is cheapest at the largest number of units that any reaches', () => {
    const cheapAtOne = readRemoval({ strategy: 'leave-one-out-loss', blocks: [25], chosenOn: 'wikipedia', logs: { austen: 0.01 } });
    expect(measureRemovalCost([cheapAtOne, ...greedy], BLOCKS)?.best).toMatchObject({ strategy: 'greedy-loss', name: 'Greedy loss' });
  });

  it('is null for units of which nothing was removed, and for a text on which nothing was measured', () => {
    expect(measureRemovalCost(influence, { units: ['mlp'], text: 'austen' })).toBeNull();
    expect(measureRemovalCost(influence, { units: ['block'], text: 'django-code' })).toBeNull();
  });
});

it.each([
  [1.0495, '1.05 ×'],
  [0.98, '0.98 ×'],
  [2.946, '2.9 ×'],
  [172.4, '172 ×'],
  [12_313, '12,300 ×'],
])('writes the factor %p with as many digits as it has', (factor, text) => {
  expect(writeFactor(factor)).toBe(text);
});
