import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { CompareModelsArgs } from './compare-models.args.ts';
import { Comparison } from './comparison.type.ts';
import { ModelComparison } from './model-comparison.type.ts';
import { SaveComparisonInput } from './save-comparison.input.ts';
import { SaveComparisonPayload } from './save-comparison.payload.ts';

/** Models side by side, now and as they were saved. */
@Resolver(() => Comparison)
export class ComparisonResolver {
  @Query(() => ModelComparison, {
    description: 'Models side by side: aligned by relative depth, with their agreement. NOT_COMPARABLE names the field that differs.',
  })
  compareModels(@Args(() => CompareModelsArgs) args: CompareModelsArgs, @Ctx() { comparisons }: RequestContext): Promise<ModelComparison> {
    return comparisons.compareModels(args);
  }

  @Query(() => Comparison, { nullable: true, description: 'The saved comparison with this short name, or null.' })
  comparison(
    @Arg('slug', () => String, { description: 'Short name of the comparison.' }) slug: string,
    @Ctx() { comparisons }: RequestContext,
  ): Promise<Comparison | null> {
    return comparisons.findComparison({ slug });
  }

  @FieldResolver(() => ModelComparison, { description: 'What it shows: always the same runs.' })
  result(@Root() { view }: Comparison, @Ctx() { comparisons }: RequestContext): Promise<ModelComparison> {
    return comparisons.readView(view);
  }

  @Mutation(() => SaveComparisonPayload, {
    description: 'Saves a comparison under a short name that never changes what it shows. Needs the scope SCORE.',
  })
  async saveComparison(
    @Arg('input', () => SaveComparisonInput, { description: 'The comparison.' }) input: SaveComparisonInput,
    @Ctx() context: RequestContext,
  ): Promise<SaveComparisonPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    return { comparison: await context.comparisons.saveComparison(input) };
  }
}
