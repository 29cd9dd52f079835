import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { Model } from '../model/model.type.ts';
import { CategoryAverage } from './category-average.type.ts';
import { encodeAveragesKey } from './category-averages.loader.ts';

/** Averages of a dense model. */
@Resolver(() => Model)
export class CategoryAverageResolver {
  @FieldResolver(() => [CategoryAverage], { description: 'Averages of the dense model per category, and over all benchmarks (last).' })
  categoryAverages(
    @Root() { revisionKey }: Model,
    @Arg('lane', () => String, { nullable: true, description: 'Lane of the evaluations; null = the one with the most.' }) lane:
      | string
      | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly CategoryAverage[]> {
    return loaders.categoryAverages.load(encodeAveragesKey({ revisionKey, pruningKey: null, lane: lane ?? null }));
  }
}
