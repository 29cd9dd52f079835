import { describe, expect, it } from '@jest/globals';
import { describeLane, describeRepairSettings, getRepairLabel, getTreatmentLabel, TREATMENTS, toLane } from './repair-name.ts';

describe('toLane', () => {
  it.each([
    ['all', { pruningLane: null, repair: null }],
    ['none', { pruningLane: 'REMOVAL_ONLY', repair: null }],
    ['repaired', { pruningLane: 'REPAIRED', repair: null }],
    ['imported', { pruningLane: 'IMPORTED', repair: null }],
    ['linear-fold', { pruningLane: 'REPAIRED', repair: 'LINEAR_FOLD' }],
    ['scalar-ls', { pruningLane: 'REPAIRED', repair: 'SCALAR_LS' }],
  ] as const)('gives the lane and the repair of %s', (treatment, lane) => {
    expect(toLane(treatment)).toEqual(lane);
  });

  it('asks for every treatment in its own way, so that no choice of a page shows the rows of another', () => {
    const lanes = new Set(TREATMENTS.map((treatment) => JSON.stringify(toLane(treatment))));
    expect(lanes.size).toBe(TREATMENTS.length);
  });
});

describe('the words of a treatment', () => {
  it('differ for every choice', () => {
    expect(new Set(TREATMENTS.map(getTreatmentLabel)).size).toBe(TREATMENTS.length);
    expect(['none', 'linear', 'repaired', 'all'].map((name) => getTreatmentLabel(name as (typeof TREATMENTS)[number]))).toEqual([
      'Removal only',
      'Matrix',
      'Any repair',
      'All of them in one list',
    ]);
  });

  it('are those of the rows', () => {
    expect(getRepairLabel('LOW_RANK')).toBe(getTreatmentLabel('low-rank'));
    expect(describeLane('REMOVAL_ONLY', null)).toBe('Removal only');
    expect(describeLane('REPAIRED', 'LINEAR')).toBe('Repaired: Matrix');
    expect(describeLane('IMPORTED', null)).toBe('Imported');
  });
});

describe('the settings of a board', () => {
  const lowRank = { repair: 'LOW_RANK', setting: 'rank 64, windows of 128 tokens', tokenRule: 'NO_SINKS' } as const;
  const unknown = { repair: 'SCALAR', setting: null, tokenRule: null } as const;

  it('name the text, how each kind was solved, and how many others are left out', () => {
    expect(describeRepairSettings({ calibration: 'stories', repairSettings: [unknown, lowRank], leftOutRepairs: 1 })).toBe(
      'repairs solved on stories: Scalar, Low-rank matrix (tokens: without sinks, rank 64, windows of 128 tokens); left out: 1 repair on other texts or with other settings',
    );
    expect(describeRepairSettings({ calibration: 'stories', repairSettings: [unknown], leftOutRepairs: 0 })).toBe(
      'repairs solved on stories: Scalar',
    );
  });

  it('are empty where nothing is repaired', () => {
    expect(describeRepairSettings({ calibration: null, repairSettings: [], leftOutRepairs: 0 })).toBe('');
  });
});
