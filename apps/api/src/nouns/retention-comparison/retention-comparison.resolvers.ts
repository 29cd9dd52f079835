import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { LeaderboardContext } from '../leaderboard/leaderboard.service.ts';
import { RetentionComparisonArgs } from './retention-comparison.args.ts';
import { compareWithBaseline } from './retention-comparison.service.ts';
import { RetentionComparison } from './retention-comparison.type.ts';

/** Comparison of retentions. */
@Resolver(() => RetentionComparison)
class RetentionComparisonResolver {
  @Query(() => RetentionComparison, {
    description:
      'Compares the retention of pruned models with that of a baseline model at one removed ratio. Differences have intervals, paired by document.',
  })
  compareRetentions(
    @Args(() => RetentionComparisonArgs) args: RetentionComparisonArgs,
    @Ctx() context: RequestContext & LeaderboardContext,
  ): Promise<RetentionComparison> {
    return compareWithBaseline(context, args);
  }
}

/** The root field that compares retentions. */
export const RETENTION_COMPARISON_RESOLVERS = [RetentionComparisonResolver];
