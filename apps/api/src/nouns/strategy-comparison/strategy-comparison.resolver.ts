import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { Model } from '../model/model.type.ts';
import { StrategyComparisonArgs } from './strategy-comparison.args.ts';
import { StrategyComparison } from './strategy-comparison.type.ts';

/** The strategies tried on a model. */
@Resolver(() => Model)
export class StrategyComparisonResolver {
  @FieldResolver(() => StrategyComparison, {
    description: 'The strategies that were tried on the current revision, beside the random-inner control, with a verdict on each.',
  })
  strategyComparison(
    @Root() { revisionKey }: Model,
    @Args(() => StrategyComparisonArgs) args: StrategyComparisonArgs,
    @Ctx() { strategyComparisons }: RequestContext,
  ): Promise<StrategyComparison> {
    return strategyComparisons.compare(revisionKey, args);
  }
}
