import { describe, expect, it } from '@jest/globals';
import { STRATEGY_NAMES } from '@lamina/plans';
import fc from 'fast-check';
import { listStrategies } from './list-strategies.ts';
import { planRemoval } from './plan-removal.ts';
import type { RemovalRequest } from './removal-plan.ts';
import type { StrategyScores } from './strategy-scores.ts';

const SCORES: StrategyScores = {
  blockInfluence: { mean: [0.9, 0.2, 0.1, 0.2, 0.05] },
  relativeMagnitude: { mean: [0.1, 0.5, 0.4, 0.3, 0.2] },
  lossIncrease: { mean: [3, 0.4, -0.1, 0.4, 0.6] },
  greedyLossOrder: [2, 1, 4, 3, 0],
  angularLastToken: [
    [0, 0.4, 0.5, 0.6, 0.7, 0.8],
    [0.4, 0, 0.2, 0.3, 0.5, 0.6],
    [0.5, 0.2, 0, 0.2, 0.25, 0.6],
    [0.6, 0.3, 0.2, 0, 0.3, 0.4],
    [0.7, 0.5, 0.25, 0.3, 0, 0.1],
    [0.8, 0.6, 0.6, 0.4, 0.1, 0],
  ],
};
const plan = (strategy: string, request: Partial<RemovalRequest>) =>
  planRemoval(strategy, { blockCount: 5, count: 2, scores: SCORES, ...request });
const refusal = (part: string) => expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(part) });

describe('planRemoval', () => {
  it.each([
    ['sequential', [0, 1], [0, 1]],
    ['reverse', [4, 3], [3, 4]],
    ['block-influence', [4, 2], [2, 4]],
    ['relative-magnitude', [0, 4], [0, 4]],
    ['leave-one-out-loss', [2, 1], [1, 2]],
    ['greedy-loss', [2, 1], [1, 2]],
    ['angular-span', [2, 3], [2, 3]],
  ])('%s removes what its score says, in its order', (strategy, order, removed) => {
    expect(plan(strategy, {})).toEqual({ strategy, order, removed, seed: null, protectFirst: false, protectLast: false });
  });

  it('keeps the lower index first among equal scores', () => {
    expect(plan('block-influence', { count: 4 }).order).toEqual([4, 2, 1, 3]);
    expect(plan('angular-span', { count: 1, protectLast: true }).order).toEqual([1]);
  });

  it('leaves protected blocks in and records the protection', () => {
    const both = { protectFirst: true, protectLast: true } as const;
    expect(plan('sequential', both)).toMatchObject({ removed: [1, 2], ...both });
    expect(plan('reverse', both).order).toEqual([3, 2]);
    expect(plan('block-influence', both).order).toEqual([2, 1]);
    expect(plan('relative-magnitude', both).order).toEqual([3, 2]);
    expect(plan('greedy-loss', { ...both, count: 3 }).order).toEqual([2, 1, 3]);
    expect(plan('angular-span', { ...both, count: 1 }).order).toEqual([1]);
    expect(plan('angular-span', { count: 1 }).order).toEqual([4]);
  });

  it('shuffles as Python does', () => {
    // CPython 3.11: l = list(range(12)) or list(range(1, 11)); random.Random(seed).shuffle(l); l[:4]
    expect(planRemoval('random', { blockCount: 12, count: 4 })).toMatchObject({ order: [1, 9, 8, 5], removed: [1, 5, 8, 9], seed: 0 });
    expect(planRemoval('random', { blockCount: 12, count: 4, seed: 7 })).toMatchObject({ order: [7, 11, 3, 10], seed: 7 });
    expect(planRemoval('random-inner', { blockCount: 12, count: 4 }).order).toEqual([8, 9, 2, 6]);
    expect(planRemoval('random-inner', { blockCount: 12, count: 4, seed: 7 }).order).toEqual([9, 4, 2, 5]);
  });

  it('keeps the order of an explicit list and needs no count for it', () => {
    expect(planRemoval('explicit', { blockCount: 5, explicit: [3, 1] })).toEqual({
      strategy: 'explicit',
      order: [3, 1],
      removed: [1, 3],
      seed: null,
      protectFirst: false,
      protectLast: false,
    });
    expect(plan('explicit', { explicit: [3, 1], count: 2 }).removed).toEqual([1, 3]);
  });

  it('ignores a missing score of a block that is kept anyway', () => {
    const scores = { blockInfluence: { mean: [null, 0.3, 0.2, 0.1, null] } };
    expect(plan('block-influence', { scores, protectFirst: true, protectLast: true }).order).toEqual([3, 2]);
  });

  const request = fc.integer({ min: 3, max: 24 }).chain((blockCount) =>
    fc.record({
      blockCount: fc.constant(blockCount),
      count: fc.integer({ min: 1, max: blockCount - 2 }),
      seed: fc.nat(),
      protectFirst: fc.boolean(),
      protectLast: fc.boolean(),
      mean: fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: blockCount, maxLength: blockCount }),
    }),
  );
  const scoresOf = (mean: readonly number[]): StrategyScores => ({
    iterativeUnitOrder: mean.map((_, index) => ({ kind: 'block', block: mean.length - 1 - index })),
    repairedUnitOrder: mean.map((_, index) => ({ kind: 'block', block: index })),
    blockInfluence: { mean },
    relativeMagnitude: { mean },
    lossIncrease: { mean },
    greedyLossOrder: mean.map((_, index) => mean.length - 1 - index),
    angularLastToken: [0, ...mean].map((row) => [0, ...mean].map((column) => Math.abs(row - column))),
  });
  // An evolutionary search names its blocks, as an explicit list does.
  const choosing = STRATEGY_NAMES.filter((name) => name !== 'explicit' && name !== 'evolutionary');

  it.each(choosing)('%s removes exactly count distinct blocks and none that is protected', (strategy) => {
    fc.assert(
      fc.property(request, ({ mean, ...rest }) => {
        const { removed, order } = planRemoval(strategy, { ...rest, scores: scoresOf(mean) });
        expect(new Set(removed).size).toBe(rest.count);
        expect([...order].sort((a, b) => a - b)).toEqual(removed);
        expect(removed).not.toContain(rest.protectFirst || strategy === 'random-inner' ? 0 : -1);
        expect(removed).not.toContain(rest.protectLast || strategy === 'random-inner' ? rest.blockCount - 1 : -1);
      }),
    );
  });

  it.each(choosing.filter((name) => name !== 'angular-span'))('%s extends its own smaller plan', (strategy) => {
    fc.assert(
      fc.property(request, ({ mean, ...rest }) => {
        const scores = scoresOf(mean);
        const large = planRemoval(strategy, { ...rest, scores }).order;
        for (let count = 1; count < large.length; count++) {
          expect(planRemoval(strategy, { ...rest, scores, count }).order).toEqual(large.slice(0, count));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('finds no shorter bridge than the run of angular-span', () => {
    fc.assert(
      fc.property(request, ({ mean, ...rest }) => {
        const scores = scoresOf(mean);
        const { removed } = planRemoval('angular-span', { ...rest, protectFirst: false, protectLast: false, scores });
        const bridge = (start: number) => scores.angularLastToken?.[start]?.[start + rest.count] ?? Number.NaN;
        const best = Math.min(...Array.from({ length: rest.blockCount - rest.count + 1 }, (_, start) => bridge(start)));
        expect(removed).toEqual(removed.map((_, place) => (removed[0] ?? 0) + place));
        expect(bridge(removed[0] ?? -1)).toBe(best);
      }),
    );
  });
});

describe('planRemoval', () => {
  it('refuses a strategy it does not know and lists those it knows', () => {
    expect(() => plan('best', {})).toThrow(refusal('There is no strategy "best"; choose one of block-influence, relative-magnitude'));
  });

  it.each([0, -1, 5, 1.5, Number.NaN])('refuses to remove %p of five blocks', (count) => {
    expect(() => plan('sequential', { count })).toThrow(refusal(`cannot remove ${count} of 5 blocks; choose a whole count from 1 to 4`));
  });

  it('refuses a missing count', () => {
    expect(() => planRemoval('reverse', { blockCount: 5 })).toThrow(refusal('choose a whole count from 1 to 4'));
  });

  it('refuses more blocks than the protections leave', () => {
    expect(() => plan('random-inner', { count: 4 })).toThrow(refusal('a whole count from 1 to 3'));
    expect(() => plan('sequential', { count: 4, protectFirst: true, protectLast: true })).toThrow(refusal('a whole count from 1 to 3'));
    expect(() => planRemoval('random-inner', { blockCount: 2, count: 1 })).toThrow(refusal('may remove none of the 2 blocks'));
  });

  it.each([1, 0, 2.5])('refuses a model of %p blocks', (blockCount) => {
    expect(() => plan('sequential', { blockCount })).toThrow(refusal('at least 2 blocks'));
  });

  it.each([
    ['block-influence', 'blockInfluence'],
    ['relative-magnitude', 'relativeMagnitude'],
    ['leave-one-out-loss', 'lossIncrease'],
    ['greedy-loss', 'greedyLossOrder'],
    ['iterate', 'iterativeUnitOrder'],
    ['iterate-repair', 'repairedUnitOrder'],
    ['evolutionary', 'evolvedSets'],
    ['angular-span', 'angularLastToken'],
  ])('refuses %s without %s scores', (strategy, score) => {
    expect(() => plan(strategy, { scores: {} })).toThrow(refusal(`needs ${score}`));
    expect(() => planRemoval(strategy, { blockCount: 5, count: 2 })).toThrow(refusal(`needs ${score}`));
  });

  it('tells how to score for an order that is missing', () => {
    expect(() => plan('iterate-repair', { scores: { iterativeUnitOrder: [] } })).toThrow(
      refusal('score the model with --iterate-repair scalar --iterate 2'),
    );
  });

  it('refuses scores of another model', () => {
    expect(() => plan('block-influence', { blockCount: 6 })).toThrow(refusal('blockInfluence has 5 values but the model has 6 blocks'));
    expect(() => plan('angular-span', { blockCount: 6 })).toThrow(refusal('must be 7 × 7'));
    expect(() =>
      plan('angular-span', {
        blockCount: 2,
        count: 1,
        scores: {
          angularLastToken: [
            [0, 1, 1],
            [1, 0],
            [1, 1, 0],
          ],
        },
      }),
    ).toThrow(refusal('a side of 2'));
  });

  it.each([null, Number.NaN])('refuses a block that may go and whose score is %p', (missing) => {
    expect(() => plan('block-influence', { scores: { blockInfluence: { mean: [0.1, missing, 0.3, 0.4, 0.5] } } })).toThrow(
      refusal('no value for block 1'),
    );
    const angularLastToken = SCORES.angularLastToken?.map((row, i) => row.map((value, j) => (i === 1 && j === 3 ? missing : value))) ?? [];
    expect(() => plan('angular-span', { scores: { angularLastToken } })).toThrow(refusal('no value at [1][3]'));
  });

  it('refuses a greedy order that is too short or names a block twice', () => {
    expect(() => plan('greedy-loss', { scores: { greedyLossOrder: [2] } })).toThrow(
      refusal('names 1 distinct blocks that may be removed, but 2 are needed'),
    );
    expect(() => plan('greedy-loss', { scores: { greedyLossOrder: [2, 2, 1] } })).toThrow(
      refusal('measure more greedy steps or remove fewer blocks'),
    );
  });

  it('refuses an explicit list that is empty, repeats, leaves the model or touches a protected block', () => {
    expect(() => plan('explicit', {})).toThrow(refusal('was given no blocks'));
    expect(() => plan('explicit', { explicit: [1, 1] })).toThrow(refusal('Block 1 is named twice'));
    expect(() => plan('explicit', { explicit: [1, 5] })).toThrow(
      refusal('There is no block 5 in a model of 5 blocks. Name distinct blocks from 0 to 4'),
    );
    expect(() => plan('explicit', { explicit: [-1, 0] })).toThrow(refusal('There is no block -1'));
    expect(() => plan('explicit', { explicit: [0.5, 1] })).toThrow(refusal('There is no block 0.5'));
    expect(() => plan('explicit', { explicit: [0, 1], protectFirst: true })).toThrow(refusal('Block 0 is protected'));
    expect(() => planRemoval('explicit', { blockCount: 3, explicit: [0, 1, 2] })).toThrow(refusal('cannot remove 3 of 3 blocks'));
    expect(() => plan('explicit', { explicit: [1, 2, 3], count: 2 })).toThrow(refusal('names 3 blocks but the count is 2'));
  });

  it('refuses a seed that is not an integer', () => {
    expect(() => plan('random', { seed: 0.5 })).toThrow(refusal('Seed 0.5'));
  });
});

describe('listStrategies', () => {
  it('describes every strategy once', () => {
    expect(listStrategies().map(({ name }) => name)).toEqual([...STRATEGY_NAMES]);
    expect(
      listStrategies()
        .filter(({ isRandom }) => isRandom)
        .map(({ name }) => name),
    ).toEqual(['random', 'random-inner']);
  });
});
