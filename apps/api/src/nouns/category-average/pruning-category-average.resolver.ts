import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { CategoryAverage } from './category-average.type.ts';
import { encodeAveragesKey } from './category-averages.loader.ts';

/** Averages of a pruned model. */
@Resolver(() => Pruning)
export class PruningCategoryAverageResolver {
  @FieldResolver(() => [CategoryAverage], {
    description: 'Averages of the pruned model per category, and over all benchmarks (last), with what is kept of the dense model.',
  })
  categoryAverages(
    @Root() { key, revisionKey }: Pruning,
    @Arg('lane', () => String, { nullable: true, description: 'Lane of the evaluations; null = the one with the most.' }) lane:
      | string
      | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly CategoryAverage[]> {
    return loaders.categoryAverages.load(encodeAveragesKey({ revisionKey, pruningKey: key, lane: lane ?? null }));
  }
}
