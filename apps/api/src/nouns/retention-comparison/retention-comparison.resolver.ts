import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { RetentionComparisonArgs } from './retention-comparison.args.ts';
import { RetentionComparison } from './retention-comparison.type.ts';

/** Retentions side by side. */
@Resolver(() => RetentionComparison)
export class RetentionComparisonResolver {
  @Query(() => RetentionComparison, {
    description: 'What pruned models keep at one removed ratio, beside one of them: differences with intervals paired by document.',
  })
  compareRetentions(
    @Args(() => RetentionComparisonArgs) args: RetentionComparisonArgs,
    @Ctx() { retentionComparisons }: RequestContext,
  ): Promise<RetentionComparison> {
    return retentionComparisons.compare(args);
  }
}
