import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { relations, row } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { LeaderboardArgs } from './leaderboard.args.ts';
import { loadLeaderboard } from './leaderboard.service.ts';
import { LeaderboardConnection, LeaderboardRow } from './leaderboard-row.type.ts';

/** The leaderboard. */
@Resolver()
class LeaderboardResolver {
  @Query(() => LeaderboardConnection, {
    description:
      'Models ranked by their retention when a share of their layers is removed and nothing replaces them. `board` ranks by what can be removed within a loss.',
  })
  leaderboard(@Args(() => LeaderboardArgs) args: LeaderboardArgs, @Ctx() { sqlReader }: RequestContext): Promise<LeaderboardConnection> {
    return loadLeaderboard(sqlReader, args);
  }
}

/** Fields of the leaderboard's rows. */
export const LEADERBOARD_RESOLVERS = [
  LeaderboardResolver,
  ...relations(LeaderboardRow, {
    model: row(MODELS, 'modelKey', 'The model.'),
    pruning: row(PRUNINGS, 'pruningKey', 'The pruning that the row shows.'),
  }),
];
