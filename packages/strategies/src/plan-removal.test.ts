import { describe, expect, it } from '@jest/globals';
import { MEASURE_IDS, MEASURES } from '@lamina/metrics';
import { blocksOf, keyOfRemoval, type Unit, type UnitKind } from '@lamina/plans';
import fc from 'fast-check';
import { STRATEGIES, STRATEGY_NAMES } from './list.ts';
import { planRemoval, planStrategies, type RemovalRequest } from './plan-removal.ts';
import type { SearchResult } from './search-results.ts';
import type { SearchName } from './searches/searches.ts';
import { NO_SCORES, type StrategyScores } from './strategy.ts';

const unitsOf = (kind: UnitKind, ...blocks: readonly number[]): readonly Unit[] => blocks.map((block) => ({ kind, block }));
/** The result of a search: an order, or several sets of which each is best at its size. */
const resultOf = (search: SearchName, order: readonly Unit[]): SearchResult => ({
  search,
  units: ['block'],
  order,
  values: [],
  seed: null,
  repair: null,
});
const found = (search: SearchName, ...orders: readonly (readonly Unit[])[]): StrategyScores => ({
  ...NO_SCORES,
  searches: orders.map((order) => resultOf(search, order)),
});
const ANGLES = [
  [0, 0.4, 0.5, 0.6, 0.7, 0.8],
  [0.4, 0, 0.2, 0.3, 0.5, 0.6],
  [0.5, 0.2, 0, 0.2, 0.25, 0.6],
  [0.6, 0.3, 0.2, 0, 0.3, 0.4],
  [0.7, 0.5, 0.25, 0.3, 0, 0.1],
  [0.8, 0.6, 0.6, 0.4, 0.1, 0],
];
const SCORES: StrategyScores = {
  means: {
    [MEASURES.blockInfluence.id]: [0.9, 0.2, 0.1, 0.2, 0.05],
    [MEASURES.relativeMagnitude.id]: [0.1, 0.5, 0.4, 0.3, 0.2],
    [MEASURES.lossIncrease.id]: [3, 0.4, -0.1, 0.4, 0.6],
  },
  angularLastToken: ANGLES,
  searches: [resultOf('greedy', unitsOf('block', 2, 1, 4, 3, 0))],
};
const BLOCKS = { units: ['block'], existing: null, protectFirst: false, protectLast: false, scores: NO_SCORES, seed: 0 } as const;
const plan = (strategy: string, request: Partial<RemovalRequest>) =>
  planRemoval(strategy, { ...BLOCKS, blockCount: 5, count: 2, scores: SCORES, ...request });
const order = (strategy: string, request: Partial<RemovalRequest>) => plan(strategy, request).order.map(({ block }) => block);
const refusal = (part: string) => expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(part) });

describe('planRemoval of blocks', () => {
  it.each([
    ['sequential', [0, 1], [0, 1]],
    ['reverse', [4, 3], [3, 4]],
    ['block-influence', [4, 2], [2, 4]],
    ['relative-magnitude', [0, 4], [0, 4]],
    ['leave-one-out-loss', [2, 1], [1, 2]],
    ['greedy-loss', [2, 1], [1, 2]],
    ['angular-span', [2, 3], [2, 3]],
  ])('%s removes what its score says, in its order', (strategy, blocks, removed) => {
    const removal = unitsOf('block', ...removed);
    expect(plan(strategy, {})).toEqual({ strategy, order: unitsOf('block', ...blocks), removal, seed: null });
  });

  it('keeps the lower index first among equal scores', () => {
    expect(order('block-influence', { count: 4 })).toEqual([4, 2, 1, 3]);
    expect(order('angular-span', { count: 1, protectLast: true })).toEqual([1]);
  });

  it('leaves protected blocks in', () => {
    const both = { protectFirst: true, protectLast: true } as const;
    expect(order('sequential', both)).toEqual([1, 2]);
    expect(order('reverse', both)).toEqual([3, 2]);
    expect(order('block-influence', both)).toEqual([2, 1]);
    expect(order('relative-magnitude', both)).toEqual([3, 2]);
    expect(order('greedy-loss', { ...both, count: 3 })).toEqual([2, 1, 3]);
    expect(order('angular-span', { ...both, count: 1 })).toEqual([1]);
    expect(order('angular-span', { count: 1 })).toEqual([4]);
  });

  it('shuffles as Python does', () => {
    // CPython 3.11: l = list(range(12)) or list(range(1, 11)); random.Random(seed).shuffle(l); l[:4]
    expect(plan('random', { blockCount: 12, count: 4 })).toMatchObject({ order: unitsOf('block', 1, 9, 8, 5), seed: 0 });
    expect(plan('random', { blockCount: 12, count: 4, seed: 7 })).toMatchObject({ order: unitsOf('block', 7, 11, 3, 10), seed: 7 });
    expect(order('random-inner', { blockCount: 12, count: 4 })).toEqual([8, 9, 2, 6]);
    expect(order('random-inner', { blockCount: 12, count: 4, seed: 7 })).toEqual([9, 4, 2, 5]);
  });

  it('spreads removals evenly over the blocks that are not protected', () => {
    expect(order('spread', { blockCount: 12, count: 3 })).toEqual([2, 6, 10]);
    expect(order('spread', { blockCount: 12, count: 6 })).toEqual([1, 3, 5, 7, 9, 11]);
    expect(order('spread', { blockCount: 12, count: 5, protectFirst: true, protectLast: true })).toEqual([2, 4, 6, 8, 10]);
    const both = plan('spread', { blockCount: 4, count: 3, units: ['attention', 'mlp'] }).order;
    expect(both.map(({ kind, block }) => `${kind} ${block}`)).toEqual(['mlp 0', 'attention 2', 'attention 3']);
  });

  it('ignores a missing score of a block that is kept anyway', () => {
    const scores = { ...NO_SCORES, means: { [MEASURES.blockInfluence.id]: [null, 0.3, 0.2, 0.1, null] } };
    expect(order('block-influence', { scores, protectFirst: true, protectLast: true })).toEqual([3, 2]);
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
  const scoresOf = (mean: readonly number[]): StrategyScores => {
    const all = unitsOf('block', ...mean.keys());
    return {
      means: Object.fromEntries(MEASURE_IDS.map((id) => [id, mean])),
      angularLastToken: [0, ...mean].map((row) => [0, ...mean].map((column) => Math.abs(row - column))),
      searches: [resultOf('greedy', all.toReversed()), resultOf('iterate', all.toReversed()), resultOf('iterate-repair', all)],
    };
  };
  // An evolutionary search names its blocks, as an explicit list does.
  const choosing = STRATEGIES.filter(({ name }) => name !== 'explicit' && name !== 'evolutionary');

  it.each(choosing.map(({ name }) => name))('%s removes exactly count distinct blocks and none that is protected', (strategy) => {
    fc.assert(
      fc.property(request, ({ mean, ...rest }) => {
        const { removal, order: units } = planRemoval(strategy, { ...BLOCKS, ...rest, scores: scoresOf(mean) });
        expect(new Set(blocksOf(removal, 'block')).size).toBe(rest.count);
        expect(units.map(({ block }) => block).sort((a, b) => a - b)).toEqual(blocksOf(removal, 'block'));
        expect(blocksOf(removal, 'block')).not.toContain(rest.protectFirst || strategy === 'random-inner' ? 0 : -1);
        expect(blocksOf(removal, 'block')).not.toContain(rest.protectLast || strategy === 'random-inner' ? rest.blockCount - 1 : -1);
      }),
    );
  });

  it.each(choosing.filter(({ isNested }) => isNested).map(({ name }) => name))('%s extends its own smaller plan', (strategy) => {
    fc.assert(
      fc.property(request, ({ mean, ...rest }) => {
        const scores = scoresOf(mean);
        const large = planRemoval(strategy, { ...BLOCKS, ...rest, scores }).order;
        for (let count = 1; count < large.length; count++)
          expect(planRemoval(strategy, { ...BLOCKS, ...rest, scores, count }).order).toEqual(large.slice(0, count));
      }),
      { numRuns: 30 },
    );
  });

  it('finds no shorter bridge than the run of angular-span', () => {
    fc.assert(
      fc.property(request, ({ mean, ...rest }) => {
        const scores = scoresOf(mean);
        const blocks = blocksOf(
          planRemoval('angular-span', { ...BLOCKS, ...rest, protectFirst: false, protectLast: false, scores }).removal,
          'block',
        );
        const bridge = (start: number) => scores.angularLastToken[start]?.[start + rest.count] ?? Number.NaN;
        const best = Math.min(...Array.from({ length: rest.blockCount - rest.count + 1 }, (_, start) => bridge(start)));
        expect(blocks).toEqual(blocks.map((_, place) => (blocks[0] ?? 0) + place));
        expect(bridge(blocks[0] ?? -1)).toBe(best);
      }),
    );
  });
});

describe('planRemoval of attentions and MLPs', () => {
  const scores: StrategyScores = {
    ...NO_SCORES,
    means: {
      [MEASURES.attentionInfluence.id]: [0.5, 0.05, 0.02, 0.1],
      [MEASURES.mlpInfluence.id]: [0.6, 0.04, 0.2, 0.02],
      [MEASURES.attentionLossIncrease.id]: [1, 0.3, 0.2, 0.1],
    },
  };
  const planUnits = (strategy: string, more: Partial<RemovalRequest>) =>
    planRemoval(strategy, { ...BLOCKS, blockCount: 4, count: 2, units: ['attention'], scores, ...more });

  it('ranks both together, ties to the lower block, and takes a block whole if both of its sublayers go', () => {
    expect(planUnits('block-influence', {}).order).toEqual(unitsOf('attention', 2, 1));
    const { order: units, removal } = planUnits('block-influence', { units: ['attention', 'mlp'], count: 4 });
    expect(units.map(({ kind, block }) => `${kind} ${block}`)).toEqual(['attention 2', 'mlp 3', 'mlp 1', 'attention 1']);
    expect(keyOfRemoval(removal)).toBe('1;attention:2;mlp:3');
    expect(planUnits('leave-one-out-loss', {}).order).toEqual(unitsOf('attention', 3, 2));
  });

  it('takes what a search chose of its own kinds: any beginning of an order, and all units that were evolved together', () => {
    const greedy = [[...unitsOf('mlp', 0), ...unitsOf('attention', 3, 0)]];
    const searched = unitsOf('attention', 3, 0, 2);
    expect(planUnits('greedy-loss', { scores: found('greedy', ...greedy) }).removal).toEqual(unitsOf('attention', 0, 3));
    expect(planUnits('iterate', { scores: found('iterate', searched) }).order).toEqual(unitsOf('attention', 3, 0));
    const evolved = [unitsOf('attention', 1), searched];
    expect(planUnits('evolutionary', { count: 3, scores: found('evolve', ...evolved) }).removal).toEqual(unitsOf('attention', 0, 2, 3));
  });

  it('chooses only among the units that a hybrid model has', () => {
    const existing = [...unitsOf('attention', 0, 3), ...unitsOf('mlp', 0, 2)];
    const means = { [MEASURES.attentionInfluence.id]: [0.5, null, null, 0.1], [MEASURES.mlpInfluence.id]: [0.6, null, 0.2, null] };
    const hybrid: Partial<RemovalRequest> = { units: ['attention', 'mlp'], existing, scores: { ...NO_SCORES, means }, count: 3 };
    expect(planUnits('block-influence', hybrid).order.map(({ kind, block }) => `${kind} ${block}`)).toEqual([
      ...['attention 3', 'mlp 2', 'attention 0'],
    ]);
    for (const strategy of ['sequential', 'reverse', 'random'])
      for (const seed of [0, 1, 2, 3])
        for (const unit of planUnits(strategy, { ...hybrid, seed }).order) expect(existing).toContainEqual(unit);
    expect(() => planUnits('random', { ...hybrid, count: 4 })).toThrow('from 1 to 3');
    expect(() => planUnits('random-inner', { ...hybrid, count: 2 })).toThrow('from 1 to 1');
  });

  it.each<readonly [string, Partial<RemovalRequest>, string]>([
    ['angular-span', {}, 'whole blocks only'],
    ['block-influence', { count: 4 }, 'from 1 to 3'],
    ['leave-one-out-loss', { units: ['mlp'] }, 'needs mlp-loss-increase, which was not measured; score the model with --leave-one-out'],
    ['greedy-loss', {}, 'score the model with --greedy 2'],
    ['iterate', { scores: found('iterate', unitsOf('attention', 0)) }, 'has 1 units, 1 of which'],
    ['evolutionary', { count: 1, scores: found('evolve', unitsOf('attention', 0, 3)) }, 'score the model with --evolve 1'],
  ])('refuses %s with %j', (strategy, more, words) => {
    expect(() => planUnits(strategy, more)).toThrow(refusal(words));
  });
});

describe('planRemoval', () => {
  it('refuses a strategy it does not know, and lists those it knows', () => {
    expect(() => plan('best', {})).toThrow(refusal('There is no strategy "best"; choose one of block-influence, relative-magnitude'));
    expect(() => plan('explicit', {})).toThrow(refusal('chooses nothing; name the units'));
  });

  it.each([0, -1, 5, 1.5, Number.NaN])('refuses to remove %p of five blocks', (count) => {
    expect(() => plan('sequential', { count })).toThrow(
      refusal(`cannot remove ${count} units (block) of this model; choose a whole count from 1 to 4`),
    );
  });

  it('refuses more blocks than the protections leave', () => {
    expect(() => plan('random-inner', { count: 4 })).toThrow(refusal('a whole count from 1 to 3'));
    expect(() => plan('sequential', { count: 4, protectFirst: true, protectLast: true })).toThrow(refusal('a whole count from 1 to 3'));
    expect(() => plan('random-inner', { blockCount: 2, count: 1 })).toThrow(refusal('may remove none'));
  });

  it.each([1, 0, 2.5])('refuses a model of %p blocks', (blockCount) => {
    expect(() => plan('sequential', { blockCount })).toThrow(refusal('at least 2 blocks'));
  });

  it.each([
    ['block-influence', 'block-influence'],
    ['relative-magnitude', 'relative-magnitude'],
    ['leave-one-out-loss', 'loss-increase'],
    ['greedy-loss', '--greedy 2'],
    ['iterate', '--iterate 2'],
    ['iterate-repair', '--iterate-repair 2'],
    ['evolutionary', '--evolve 2'],
    ['angular-span', 'angularLastToken'],
  ])('refuses %s of a model that was not measured, and names %s', (strategy, needed) => {
    expect(() => plan(strategy, { scores: NO_SCORES })).toThrow(refusal(needed));
  });

  it('refuses scores of another model', () => {
    expect(() => plan('block-influence', { blockCount: 6 })).toThrow(refusal('block-influence has 5 values but the model has 6 blocks'));
    expect(() => plan('angular-span', { blockCount: 6 })).toThrow(refusal('must be 7 × 7'));
    const ragged = {
      ...SCORES,
      angularLastToken: [
        [0, 1, 1],
        [1, 0],
        [1, 1, 0],
      ],
    };
    expect(() => plan('angular-span', { blockCount: 2, count: 1, scores: ragged })).toThrow(refusal('a side of 2'));
  });

  it.each([null, Number.NaN])('refuses a block that may go and whose score is %p', (missing) => {
    const means = { [MEASURES.blockInfluence.id]: [0.1, missing, 0.3, 0.4, 0.5] };
    expect(() => plan('block-influence', { scores: { ...NO_SCORES, means } })).toThrow(refusal('no value for block 1'));
    const angularLastToken = ANGLES.map((row, i) => row.map((value, j) => (i === 1 && j === 3 ? missing : value)));
    expect(() => plan('angular-span', { scores: { ...SCORES, angularLastToken } })).toThrow(refusal('no value at [1][3]'));
  });

  it('refuses an order of a search that names a block twice', () => {
    expect(() => plan('greedy-loss', { scores: found('greedy', unitsOf('block', 2, 2)) })).toThrow(refusal('only 1 units can be removed'));
  });

  it('refuses a seed that is not an integer', () => {
    expect(() => plan('random', { seed: 0.5 })).toThrow(refusal('Seed 0.5'));
  });
});

describe('planStrategies', () => {
  const request: RemovalRequest = { ...BLOCKS, blockCount: 5, count: 2 };

  it('shows every strategy beside five inner random draws, and why one cannot choose', () => {
    const means = { [MEASURES.blockInfluence.id]: [0.9, 0.2, 0.1, 0.3, 0.5] };
    const { plans, controls } = planStrategies({ ...request, scores: { ...NO_SCORES, means } });
    expect(plans.map(({ strategy }) => strategy)).toEqual(STRATEGY_NAMES.filter((name) => name !== 'explicit'));
    const removed = new Map(plans.map((entry) => [entry.strategy, entry.plan === null ? null : blocksOf(entry.plan.removal, 'block')]));
    expect([removed.get('block-influence'), removed.get('sequential'), removed.get('reverse')]).toEqual([
      [1, 2],
      [0, 1],
      [3, 4],
    ]);
    expect(plans[1]).toMatchObject({ plan: null, reason: expect.stringContaining('relative-magnitude') });
    expect(controls.map(({ seed }) => seed)).toEqual([0, 1, 2, 3, 4]);
    expect(controls.flatMap(({ removal }) => blocksOf(removal, 'block')).every((block) => block > 0 && block < 4)).toBe(true);
  });

  it('draws the control from the same units as the strategies, and leaves it out if not so many inner units can be removed', () => {
    const existing = [...unitsOf('attention', 0, 1, 4), ...unitsOf('mlp', 2)];
    const { plans, controls } = planStrategies({ ...request, count: 1, units: ['attention', 'mlp'], existing });
    expect(plans.some(({ strategy }) => strategy === 'angular-span')).toBe(false);
    expect(plans.find(({ strategy }) => strategy === 'reverse')?.plan?.order).toEqual(unitsOf('attention', 4));
    expect(new Set(controls.map(({ order: [unit] }) => `${unit?.kind} ${unit?.block}`))).toEqual(new Set(['attention 1', 'mlp 2']));
    expect(planStrategies({ ...request, count: 4 }).controls).toEqual([]);
    expect(() => planStrategies({ ...request, count: 3, units: ['attention'], existing })).toThrow('from 1 to 2');
  });
});
