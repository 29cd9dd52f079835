import { encodeAveragesKey } from '@lamina/database';
import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { Model } from '../model/model.type.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { ABOVE_CHANCE } from '../vocabulary/above-chance.ts';
import { CategoryAverage, createCategoryAveragesLoader } from './category-averages.loader.ts';

const LANE = 'Protocol of the evaluations; null = the one with the most evaluations.';

/** Averages of a dense model. */
@Resolver(() => Model)
class CategoryAverageResolver {
  @FieldResolver(() => [CategoryAverage], { description: 'Averages of the dense model per category, and over all benchmarks (last).' })
  categoryAverages(
    @Root() { revisionKey }: Model,
    @Arg('lane', () => String, { nullable: true, description: LANE }) lane: string | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly CategoryAverage[]> {
    return loaders
      .get(createCategoryAveragesLoader)
      .load(encodeAveragesKey({ revisionKey, pruningKey: null, lane: lane ?? null, aboveChance: false }));
  }
}

/** Averages of a pruned model. */
@Resolver(() => Pruning)
class PruningCategoryAverageResolver {
  @FieldResolver(() => [CategoryAverage], {
    description: 'Averages of the pruned model per category, and over all benchmarks (last), with the retention.',
  })
  categoryAverages(
    @Root() { key, revisionKey }: Pruning,
    @Arg('lane', () => String, { nullable: true, description: LANE }) lane: string | null,
    @Arg('aboveChance', () => Boolean, { nullable: true, defaultValue: false, description: ABOVE_CHANCE }) aboveChance: boolean | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly CategoryAverage[]> {
    return loaders
      .get(createCategoryAveragesLoader)
      .load(encodeAveragesKey({ revisionKey, pruningKey: key, lane: lane ?? null, aboveChance: aboveChance ?? false }));
  }
}

/** Averages of models and prunings. */
export const CATEGORY_AVERAGE_RESOLVERS = [CategoryAverageResolver, PruningCategoryAverageResolver];
