import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { StrategyComparisonArgs } from './strategy-comparison.args.ts';
import { compareStrategiesOf } from './strategy-comparison.service.ts';
import { StrategyComparison, StrategyResult } from './strategy-comparison.type.ts';

/** The strategies that were evaluated on a model. */
@Resolver(() => Model)
class StrategyComparisonResolver {
  @FieldResolver(() => StrategyComparison, {
    description:
      'The strategies that were evaluated on the current revision, compared with the random-inner control, with a verdict for each.',
  })
  strategyComparison(
    @Root() { revisionKey }: Model,
    @Args(() => StrategyComparisonArgs) args: StrategyComparisonArgs,
    @Ctx() context: RequestContext,
  ): Promise<StrategyComparison> {
    return compareStrategiesOf(context, revisionKey, args);
  }
}

/** Fields of models about these strategies. */
export const STRATEGY_COMPARISON_RESOLVERS = [
  StrategyComparisonResolver,
  ...relations(StrategyResult, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning; null if several draws are averaged.') }),
];
