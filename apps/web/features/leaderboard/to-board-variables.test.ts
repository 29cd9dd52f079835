import { describe, expect, it } from '@jest/globals';
import { loadLeaderboardSettings } from './leaderboard-params.ts';
import { toBoardVariables } from './to-board-variables.ts';

const variablesOf = (address: string) => toBoardVariables(loadLeaderboardSettings(new URLSearchParams(address)));

describe('toBoardVariables', () => {
  it('asks for the board of an address without settings', () => {
    expect(variablesOf('')).toEqual({
      strategy: 'BLOCK_INFLUENCE',
      removedRatio: 0.25,
      axis: 'BLOCKS',
      units: ['BLOCK'],
      pruningLane: 'REMOVAL_ONLY',
      repair: null,
      lane: null,
      aboveChance: false,
    });
  });

  it('asks for what an address names', () => {
    expect(variablesOf('strategy=greedy-loss&removed=0.5&axis=parameters&treatment=linear-fold&lane=a')).toMatchObject({
      strategy: 'GREEDY_LOSS',
      removedRatio: 0.5,
      axis: 'PARAMETERS',
      pruningLane: 'REPAIRED',
      repair: 'LINEAR_FOLD',
      lane: 'a',
    });
    expect(variablesOf('strategy=best')).toMatchObject({ strategy: null });
    expect(variablesOf('treatment=all')).toMatchObject({ pruningLane: null, repair: null });
  });

  it('takes the default for what is no setting', () => {
    expect(variablesOf('strategy=guess&removed=2&axis=bytes&treatment=glue')).toEqual(variablesOf(''));
  });
});
