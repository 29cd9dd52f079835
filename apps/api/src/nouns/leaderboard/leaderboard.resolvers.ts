import { findEqualBytesOf } from '@lamina/benchmarks';
import { encodeQuantizedKey } from '@lamina/database';
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations, row } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { RECORDINGS } from '../recording/recording.list.ts';
import { createQuantizedWholesLoader } from '../strategy-comparison/quantized-wholes.loader.ts';
import { EqualBytesBaseline } from '../strategy-comparison/strategy-comparison.type.ts';
import { LeaderboardArgs } from './leaderboard.args.ts';
import type { LeaderboardContext } from './leaderboard.service.ts';
import { LeaderboardConnection, LeaderboardRow } from './leaderboard-row.type.ts';

/** The leaderboard. */
@Resolver(() => LeaderboardRow)
class LeaderboardResolver {
  @Query(() => LeaderboardConnection, { description: 'Models ranked by their retention when a share of their layers is removed.' })
  leaderboard(
    @Args(() => LeaderboardArgs) args: LeaderboardArgs,
    @Ctx() { leaderboard }: LeaderboardContext,
  ): Promise<LeaderboardConnection> {
    return leaderboard.getPage(args);
  }

  @FieldResolver(() => EqualBytesBaseline, {
    nullable: true,
    description: 'The largest quantized form of the whole model with at most the bytes of the pruning; null if none was measured.',
  })
  async equalBytes(@Root() row: LeaderboardRow, @Ctx() { loaders }: RequestContext): Promise<EqualBytesBaseline | null> {
    return findEqualBytesOf(
      await loaders.get(createQuantizedWholesLoader).load(encodeQuantizedKey({ revisionKey: row.revisionKey, protocol: row.lane })),
      row,
    );
  }
}

/** Fields of the leaderboard's rows. */
export const LEADERBOARD_RESOLVERS = [
  LeaderboardResolver,
  ...relations(LeaderboardRow, {
    model: row(MODELS, 'modelKey', 'The model.'),
    pruning: row(PRUNINGS, 'pruningKey', 'The pruning that the row shows.'),
    recording: optionalRow(RECORDINGS, 'recordingKey', 'The recording that the row came with; null if it was measured here.'),
  }),
];
