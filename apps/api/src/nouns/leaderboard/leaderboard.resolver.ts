import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { CategoryAverage } from '../category-average/category-average.type.ts';
import { encodeAveragesKey } from '../category-average/category-averages.loader.ts';
import { Model } from '../model/model.type.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { LeaderboardArgs } from './leaderboard.args.ts';
import { LeaderboardConnection } from './leaderboard-connection.type.ts';
import { LeaderboardRow } from './leaderboard-row.type.ts';

/** The leaderboard and the relations of its rows. */
@Resolver(() => LeaderboardRow)
export class LeaderboardResolver {
  @Query(() => LeaderboardConnection, { description: 'Models by what they keep when a share of their layers is removed.' })
  leaderboard(@Args(() => LeaderboardArgs) args: LeaderboardArgs, @Ctx() { leaderboard }: RequestContext): Promise<LeaderboardConnection> {
    return leaderboard.getPage(args);
  }

  @FieldResolver(() => Model, { description: 'The model.' })
  model(@Root() row: LeaderboardRow, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', row.modelKey);
  }

  @FieldResolver(() => [CategoryAverage], {
    description: 'Averages of the pruned model per category, and over all benchmarks of the lane (last).',
  })
  categoryAverages(
    @Root() { revisionKey, pruningKey, lane }: LeaderboardRow,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly CategoryAverage[]> {
    return loaders.categoryAverages.load(encodeAveragesKey({ revisionKey, pruningKey, lane }));
  }

  @FieldResolver(() => Pruning, { description: 'The pruning that the row shows.' })
  pruning(@Root() row: LeaderboardRow, @Ctx() { reader }: RequestContext): Promise<Pruning> {
    return reader.getByKey('Pruning', row.pruningKey);
  }
}
