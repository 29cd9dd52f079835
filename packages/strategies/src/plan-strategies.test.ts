import { describe, expect, it } from '@jest/globals';
import { planStrategies } from './plan-strategies.ts';

const SCORES = { blockInfluence: { mean: [0.9, 0.2, 0.1, 0.3, 0.5] } };

describe('planStrategies', () => {
  it('shows every strategy beside five inner random draws, and why one cannot tell', () => {
    const { strategies, controls } = planStrategies({ blockCount: 5, count: 2, scores: SCORES });
    expect(strategies.map(({ strategy, plan }) => [strategy, plan?.removed ?? null])).toEqual([
      ['block-influence', [1, 2]],
      ['relative-magnitude', null],
      ['angular-span', null],
      ['leave-one-out-loss', null],
      ['greedy-loss', null],
      ['iterate', null],
      ['iterate-repair', null],
      ['evolutionary', null],
      ['sequential', [0, 1]],
      ['reverse', [3, 4]],
      ['random', expect.any(Array)],
      ['random-inner', expect.any(Array)],
    ]);
    expect(strategies[1]).toMatchObject({ plan: null, reason: expect.stringContaining('relativeMagnitude') });
    expect(controls.map(({ seed }) => seed)).toEqual([0, 1, 2, 3, 4]);
    expect(controls.flatMap(({ removed }) => removed).every((block) => block > 0 && block < 4)).toBe(true);
  });

  it('adds the blocks a caller names', () => {
    const { strategies } = planStrategies({ blockCount: 5, count: 2, explicit: [4, 1] }, { controlDraws: 7 });
    expect(strategies.at(-1)).toMatchObject({ strategy: 'explicit', plan: { removed: [1, 4] } });
  });

  it('has no controls where no inner blocks can go', () => {
    expect(planStrategies({ blockCount: 5, count: 4, scores: SCORES }).controls).toEqual([]);
  });

  it('refuses a count that no strategy can remove', () => {
    expect(() => planStrategies({ blockCount: 5, count: 5 })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
