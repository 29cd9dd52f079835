import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { optionalRow, relations } from '../../data/relations.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { StrategyComparisonArgs } from './strategy-comparison.args.ts';
import type { StrategyComparisonContext } from './strategy-comparison.service.ts';
import { StrategyComparison, StrategyResult } from './strategy-comparison.type.ts';

/** The strategies tried on a model. */
@Resolver(() => Model)
class StrategyComparisonResolver {
  @FieldResolver(() => StrategyComparison, {
    description: 'The strategies that were tried on the current revision, beside the random-inner control, with a verdict on each.',
  })
  strategyComparison(
    @Root() { revisionKey }: Model,
    @Args(() => StrategyComparisonArgs) args: StrategyComparisonArgs,
    @Ctx() { strategyComparisons }: StrategyComparisonContext,
  ): Promise<StrategyComparison> {
    return strategyComparisons.compare(revisionKey, args);
  }
}

/** Fields of models about the strategies that were tried. */
export const STRATEGY_COMPARISON_RESOLVERS = [
  StrategyComparisonResolver,
  ...relations(StrategyResult, {
    pruning: optionalRow(PRUNINGS, 'key', 'The pruning; null where several draws are averaged.'),
  }),
];
