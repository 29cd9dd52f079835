import type { LeaderboardQueryVariables } from '../../generated/graphql.ts';
import { isAboveChance } from '../pruning/chance-params.ts';
import { toLane } from '../pruning/repair-name.ts';
import { toStrategy } from '../pruning/strategy-name.ts';
import { toUnitKinds } from '../pruning/unit-sets.ts';
import type { LeaderboardSettings } from './leaderboard-params.ts';

/** Query variables of a board with these settings; 'best' is not a strategy of the API. */
export function toBoardVariables({ strategy, removed, axis, units, treatment, lane, chance }: LeaderboardSettings) {
  return {
    strategy: strategy === 'best' ? null : toStrategy(strategy),
    removedRatio: removed,
    axis: axis === 'blocks' ? 'BLOCKS' : 'PARAMETERS',
    units: toUnitKinds(units),
    ...toLane(treatment),
    lane,
    aboveChance: isAboveChance(chance),
  } satisfies LeaderboardQueryVariables;
}
