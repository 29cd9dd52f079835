import { describe, expect, it } from '@jest/globals';
import type { Unit } from '@lamina/plans';
import { planUnitStrategies, planUnits, type UnitRequest } from './plan-units.ts';

const scores = {
  blockInfluence: { mean: [0.9, 0.2, 0.3, 0.4] },
  attentionInfluence: { mean: [0.5, 0.05, 0.02, 0.1] },
  mlpInfluence: { mean: [0.6, 0.04, 0.2, 0.02] },
  attentionLossIncrease: { mean: [1, 0.3, 0.2, 0.1] },
};
const HYBRID_SCORES = { attentionInfluence: { mean: [0.5, null, null, 0.1] }, mlpInfluence: { mean: [0.6, null, 0.2, null] } };
const request = (more: Partial<UnitRequest>): UnitRequest => ({ blockCount: 4, count: 2, units: ['attention'], scores, ...more });

describe('planUnits', () => {
  it('takes the attentions of lowest influence', () => {
    expect(planUnits('block-influence', request({}))).toEqual({
      strategy: 'block-influence',
      removal: { blocks: [], attention: [1, 2], mlp: [] },
      order: [
        { kind: 'attention', block: 2 },
        { kind: 'attention', block: 1 },
      ],
      seed: null,
    });
  });

  it('ranks attentions and MLPs together, ties to the lower block, and takes a block whole where both of its halves go', () => {
    const { order, removal } = planUnits('block-influence', request({ units: ['attention', 'mlp'], count: 4 }));
    expect(order).toEqual([
      { kind: 'attention', block: 2 },
      { kind: 'mlp', block: 3 },
      { kind: 'mlp', block: 1 },
      { kind: 'attention', block: 1 },
    ]);
    expect(removal).toEqual({ blocks: [1], attention: [2], mlp: [3] });
  });

  it('chooses by the loss of leaving one out, and by the greedy order of its own kind', () => {
    expect(planUnits('leave-one-out-loss', request({})).order.map(({ block }) => block)).toEqual([3, 2]);
    const greedyUnitOrder = [
      { kind: 'mlp', block: 0 },
      { kind: 'attention', block: 3 },
      { kind: 'attention', block: 0 },
    ] as const;
    expect(planUnits('greedy-loss', request({ scores: { greedyUnitOrder } })).removal.attention).toEqual([0, 3]);
  });

  it('takes what a search chose: any beginning of an iterative order, and all units that were evolved together', () => {
    const order = attentions(3, 0, 2);
    expect(planUnits('iterate', request({ scores: { iterativeUnitOrder: order } })).order).toEqual(attentions(3, 0));
    expect(planUnits('evolutionary', request({ count: 3, scores: { evolvedSets: [attentions(1), order] } })).removal.attention).toEqual([
      0, 2, 3,
    ]);
  });

  it('draws inner units of the kind by a seed, each count beginning the next', () => {
    const draw = (count: number) => planUnits('random-inner', request({ blockCount: 8, units: ['mlp'], count, seed: 3 }));
    const four = draw(4);
    expect(four.seed).toBe(3);
    expect(draw(3).order).toEqual(four.order.slice(0, 3));
    expect(four.order.every(({ kind, block }) => kind === 'mlp' && block > 0 && block < 7)).toBe(true);
  });

  it('chooses only among the units that a hybrid model has', () => {
    const existing = [...attentions(0, 3), { kind: 'mlp', block: 0 }, { kind: 'mlp', block: 2 }] as const satisfies readonly Unit[];
    const hybrid = { ...request({ units: ['attention', 'mlp'], existing }), scores: HYBRID_SCORES };
    expect(planUnits('block-influence', { ...hybrid, count: 3 }).order).toEqual([
      { kind: 'attention', block: 3 },
      { kind: 'mlp', block: 2 },
      { kind: 'attention', block: 0 },
    ]);
    for (const strategy of ['sequential', 'reverse', 'random'])
      for (const seed of [0, 1, 2, 3])
        for (const unit of planUnits(strategy, { ...hybrid, count: 3, seed }).order) expect(existing).toContainEqual(unit);
    expect(() => planUnits('random', { ...hybrid, count: 4 })).toThrow('from 1 to 3');
    expect(() => planUnits('random-inner', { ...hybrid, count: 1 })).toThrow('has 1 of these units (attention, mlp) that may be removed');
  });

  it.each<readonly [string, Partial<UnitRequest>, string]>([
    ['angular-span', {}, 'whole blocks only'],
    ['block-influence', { count: 4 }, 'from 1 to 3'],
    ['leave-one-out-loss', { units: ['mlp'] }, 'mlpLossIncrease has no value for block 0'],
    ['greedy-loss', {}, 'score the model with --greedy 2'],
    ['iterate', { scores: { iterativeUnitOrder: [{ kind: 'attention', block: 0 }] } }, 'has 1 units, 1 of which'],
    ['evolutionary', { count: 1, scores: { evolvedSets: [attentions(0, 3)] } }, 'score the model with --evolve 1'],
  ])('refuses %s with %j', (strategy, more, words) => {
    expect(() => planUnits(strategy, request(more))).toThrow(words);
  });
});

describe('planUnitStrategies', () => {
  it('draws the control from the same units as the strategies, and leaves it out where no inner units can be removed', () => {
    const existing = [...attentions(0, 1, 4), { kind: 'mlp', block: 2 }] as const satisfies readonly Unit[];
    const { plans, controls } = planUnitStrategies(request({ blockCount: 5, count: 1, units: ['attention', 'mlp'], existing }));
    expect(plans.find(({ strategy }) => strategy === 'reverse')?.plan?.order).toEqual(attentions(4));
    expect(new Set(controls.map(({ order }) => order.map(({ kind, block }) => `${kind} ${block}`).join()))).toEqual(
      new Set(['attention 1', 'mlp 2']),
    );
    expect(planUnitStrategies(request({ blockCount: 5, count: 2, units: ['attention'], existing })).controls).toEqual([]);
    expect(() => planUnitStrategies(request({ blockCount: 5, count: 3, units: ['attention'], existing }))).toThrow('from 1 to 2');
  });
});

function attentions(...blocks: readonly number[]): readonly Unit[] {
  return blocks.map((block) => ({ kind: 'attention', block }));
}
