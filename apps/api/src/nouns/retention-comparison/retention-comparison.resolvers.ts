import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { RetentionComparisonArgs } from './retention-comparison.args.ts';
import type { RetentionComparisonContext } from './retention-comparison.service.ts';
import { RetentionComparison } from './retention-comparison.type.ts';

/** Retentions side by side. */
@Resolver(() => RetentionComparison)
class RetentionComparisonResolver {
  @Query(() => RetentionComparison, {
    description: 'What pruned models keep at one removed ratio, beside one of them: differences with intervals paired by document.',
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
