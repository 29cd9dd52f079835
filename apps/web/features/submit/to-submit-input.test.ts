import { describe, expect, it } from '@jest/globals';
import { loadSubmitParams } from './submit-params.ts';
import { toSubmitInput } from './to-submit-input.ts';

const inputOf = (search: string) =>
  toSubmitInput({ ...loadSubmitParams(new URLSearchParams(search)), calibration: 'austen', benchmarks: ['facts'] }, 'key');

describe('toSubmitInput', () => {
  it('asks for what the form has by default, and says nothing of a search that does not run', () => {
    const input = inputOf('models=a');
    expect(input).toMatchObject({ models: ['a'], calibration: 'austen', benchmarks: ['facts'], repairs: [], idempotencyKey: 'key' });
    for (const name of ['searchPasses', 'searchSeeds', 'searchFitness']) expect(input).not.toHaveProperty(name);
  });

  it('hands on the budget, the seeds and the measure of a search', () => {
    expect(inputOf('strategies=evolutionary')).toMatchObject({ searchPasses: 100, searchSeeds: [0], searchFitness: 'DIVERGENCE' });
    expect(inputOf('strategies=reverse,evolutionary&passes=40&searchSeeds=2,+5&fitness=loss')).toMatchObject({
      strategies: ['REVERSE', 'EVOLUTIONARY'],
      searchPasses: 40,
      searchSeeds: [2, 5],
      searchFitness: 'LOSS',
    });
  });

  it('asks for each repair on its text, by default on that of the scores', () => {
    expect(inputOf('repairs=linear-fold,low-rank').repairs).toEqual([
      { kind: 'LINEAR_FOLD', calibration: null },
      { kind: 'LOW_RANK', calibration: null },
    ]);
    expect(inputOf('repairs=scalar&repairText=wikipedia').repairs).toEqual([{ kind: 'SCALAR', calibration: 'wikipedia' }]);
  });

  it('names the units of the form, and its extras', () => {
    expect(inputOf('remove=1&removeMlp=3&counts=2,+1&seeds=2&read=settled&extras=efficiency,protect-last&limit=50')).toMatchObject({
      removals: [{ blocks: [1], attention: [], mlp: [3] }],
      counts: [1, 2],
      seeds: [0, 1],
      until: {},
      limit: 50,
      efficiency: true,
      protectFirst: false,
      protectLast: true,
    });
    expect(inputOf('').removals).toBeNull();
  });
});
