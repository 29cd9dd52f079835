import type { LeaderboardQueryVariables } from '../../generated/graphql.ts';
import { toStrategy } from '../pruning/strategy-name.ts';
import type { LeaderboardSettings } from './leaderboard-params.ts';

/** What a board is asked with at these settings; 'best' is no strategy of the API's. */
export function toBoardVariables({ strategy, removed, axis, lane }: LeaderboardSettings) {
  return {
    strategy: strategy === 'best' ? null : toStrategy(strategy),
    removedRatio: removed,
    axis: axis === 'blocks' ? 'BLOCKS' : 'PARAMETERS',
    lane,
  } satisfies LeaderboardQueryVariables;
}
