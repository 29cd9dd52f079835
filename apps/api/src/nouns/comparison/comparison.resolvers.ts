import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { relations, row } from '../../data/relations.ts';
import { field, outputType } from '../../paging/field.ts';
import { MODELS } from '../model/model.list.ts';
import { SCORE_RUNS } from '../score-run/score-run.list.ts';
import { CompareModelsArgs, SaveComparisonInput } from './compare-models.args.ts';
import { compareModels, findSavedComparison, readView, saveModelComparison } from './comparison.service.ts';
import { Comparison } from './comparison.type.ts';
import { ComparedModel, ModelComparison } from './model-comparison.type.ts';

@outputType('The saved comparison.')
class SaveComparisonPayload {
  @field(Comparison, 'The comparison; if the same one was saved before, the earlier one.') readonly comparison!: Comparison;
}

/** Current and saved comparisons of models. */
@Resolver(() => Comparison)
class ComparisonResolver {
  @Query(() => ModelComparison, {
    description: 'Compares models, aligned by relative depth, with their agreement. The error NOT_COMPARABLE names the field that differs.',
  })
  compareModels(@Args(() => CompareModelsArgs) args: CompareModelsArgs, @Ctx() context: RequestContext): Promise<ModelComparison> {
    return compareModels(context, args);
  }

  @Query(() => Comparison, { nullable: true, description: 'The saved comparison with this short name, or null.' })
  comparison(
    @Arg('slug', () => String, { description: 'Short name of the comparison.' }) slug: string,
    @Ctx() context: RequestContext,
  ): Promise<Comparison | null> {
    return findSavedComparison(context, { slug });
  }

  @FieldResolver(() => ModelComparison, { description: 'The comparison; it always shows the same runs.' })
  result(@Root() { view }: Comparison, @Ctx() context: RequestContext): Promise<ModelComparison> {
    return readView(context, view);
  }

  @Mutation(() => SaveComparisonPayload, {
    description: 'Saves a comparison under a short name. The saved comparison never changes. Needs the scope SCORE.',
  })
  async saveComparison(
    @Arg('input', () => SaveComparisonInput, { description: 'The comparison.' }) input: SaveComparisonInput,
    @Ctx() context: RequestContext,
  ): Promise<SaveComparisonPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    return { comparison: await saveModelComparison(context, input) };
  }
}

/** Fields of comparisons. */
export const COMPARISON_RESOLVERS = [
  ComparisonResolver,
  ...relations(ComparedModel, {
    model: row(MODELS, 'modelKey', 'The model.'),
    scoreRun: row(SCORE_RUNS, 'scoreRunKey', 'The score run that represents it.'),
  }),
];
