import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { encodeGlobalId } from '../../data/global-id.ts';
import { relations, row } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { RecommendationArgs, RootRecommendationArgs, toWantedRecommendation } from './recommendation.args.ts';
import { createRecommendationLoader, encodeRecommendationKey } from './recommendation.loader.ts';
import { Recommendation, RecommendedRemoval } from './recommendation.type.ts';

/** What to remove from a model. */
@Resolver(() => Model)
class RecommendationResolver {
  @Query(() => Recommendation, {
    description:
      'Which layers to remove from a model so that it loses at most a given share of its quality, computed from stored measurements.',
  })
  recommendation(
    @Args(() => RootRecommendationArgs) { model, ...args }: RootRecommendationArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Recommendation> {
    return loaders.get(createRecommendationLoader).load(encodeRecommendationKey(model, toWantedRecommendation(args)));
  }

  @FieldResolver(() => Recommendation, {
    name: 'recommendation',
    description: 'Which layers to remove so that the model loses at most a given share of its quality, computed from stored measurements.',
  })
  recommendationOfModel(
    @Root() { key }: Model,
    @Args(() => RecommendationArgs) args: RecommendationArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Recommendation> {
    const id = encodeGlobalId('Model', key);
    return loaders.get(createRecommendationLoader).load(encodeRecommendationKey(id, toWantedRecommendation(args)));
  }
}

/** The root field and the field of models that recommend a removal. */
export const RECOMMENDATION_RESOLVERS = [
  RecommendationResolver,
  ...relations(Recommendation, { model: row(MODELS, 'modelKey', 'The model.') }),
  ...relations(RecommendedRemoval, { pruning: row(PRUNINGS, 'pruningKey', 'The pruning that was measured.') }),
];
