import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { RetentionComparisonArgs } from './retention-comparison.args.ts';
import type { RetentionComparisonContext } from './retention-comparison.service.ts';
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
    @Ctx() { retentionComparisons }: RetentionComparisonContext,
  ): Promise<RetentionComparison> {
    return retentionComparisons.compare(args);
  }
}

/** The root field that compares retentions. */
export const RETENTION_COMPARISON_RESOLVERS = [RetentionComparisonResolver];
