import { describe, expect, it } from '@jest/globals';
import { type CostSteps, readCost, writeTimes } from './read-cost.ts';

type Result = CostSteps[number]['results'][number];

function result(strategy: Result['strategy'], retention: number, chosenOn: string | null = 'novels'): Result {
  return {
    strategy,
    chosenOn,
    judges: true,
    draws: 1,
    retention,
    retentionStandardError: 0.01,
    pruning: { removed: [3], removedAttention: [], removedMlp: [] },
  };
}

const control = { draws: 5, low: 172.28, high: 1e6, mean: 2e5 };

describe('readCost', () => {
  it('says in one sentence what influence, the cheapest other choice and chance cost', () => {
    const steps: CostSteps = [
      { removedCount: 1, control: null, results: [result('BLOCK_INFLUENCE', 1.1), result('GREEDY_LOSS', 1.08)] },
      {
        removedCount: 8,
        control,
        results: [result('RELATIVE_MAGNITUDE', 3.5), result('BLOCK_INFLUENCE', 2.946), result('GREEDY_LOSS', 2.485)],
      },
    ];
    const cost = readCost(steps, 'block');
    expect(cost.finding).toBe(
      'Without 8 blocks: 2.5 times the perplexity by greedy loss, 2.9 times by influence, 172 times or more at random',
    );
    expect(cost.influence?.points.map(({ removed, ratio }) => [removed, ratio])).toEqual([
      [1, 1.1],
      [8, 2.946],
    ]);
    expect(cost.random?.points).toEqual([{ removed: 8, ratio: 172.28, low: 172.28, high: 1e6, units: '5 draws' }]);
  });

  it('does not name another choice that costs more, and speaks of the number that most were measured at', () => {
    const steps: CostSteps = [
      { removedCount: 2, control, results: [result('BLOCK_INFLUENCE', 1.2), result('GREEDY_LOSS', 1.3)] },
      { removedCount: 3, control: null, results: [result('BLOCK_INFLUENCE', 1.5)] },
    ];
    expect(readCost(steps, 'attention').finding).toBe(
      'Without 2 attentions: 1.2 times the perplexity by influence, 172 times or more at random',
    );
  });

  it('takes the choice with most points where a strategy chose on several texts, and no control as a choice', () => {
    const steps: CostSteps = [
      {
        removedCount: 1,
        control: null,
        results: [result('BLOCK_INFLUENCE', 1.4, 'articles'), result('BLOCK_INFLUENCE', 1.1), result('REVERSE', 1)],
      },
      { removedCount: 2, control: null, results: [result('BLOCK_INFLUENCE', 1.2)] },
    ];
    const cost = readCost(steps, 'block');
    expect(cost.influence?.points.map(({ ratio }) => ratio)).toEqual([1.1, 1.2]);
    expect(cost.best).toBeNull();
  });

  it('leaves out what the text does not judge', () => {
    const cost = readCost([{ removedCount: 1, control: null, results: [{ ...result('BLOCK_INFLUENCE', 1.1), judges: false }] }], 'block');
    expect(cost.influence).toBeNull();
  });

  it('writes ratios with the digits that they have', () => {
    expect([1.0224, 1.304, 2.946, 17.2, 12_313].map((ratio) => writeTimes(ratio))).toEqual([
      '1.02 times',
      '1.3 times',
      '2.9 times',
      '17 times',
      '12,300 times',
    ]);
  });
});
