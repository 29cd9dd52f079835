import type { LeaderboardQueryVariables } from '../../generated/graphql.ts';
import { toStrategy } from '../pruning/strategy-name.ts';
import type { LeaderboardSettings } from './leaderboard-params.ts';

/** Query variables of a board with these settings; 'best' is not a strategy of the API. */
export function toBoardVariables({ strategy, removed, axis, lane }: LeaderboardSettings) {
  return {
    strategy: strategy === 'best' ? null : toStrategy(strategy),
    removedRatio: removed,
    axis: axis === 'blocks' ? 'BLOCKS' : 'PARAMETERS',
    lane,
  } satisfies LeaderboardQueryVariables;
}
