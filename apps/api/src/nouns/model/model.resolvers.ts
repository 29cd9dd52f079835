import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ReaderContext } from '../../data/node-reader.ts';
import { listQuery, relations, rows } from '../../data/relations.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { MODEL_FAMILIES } from '../model-family/model-family.list.ts';
import { ModelFamily } from '../model-family/model-family.type.ts';
import { MODELS } from './model.list.ts';
import { Model } from './model.type.ts';

/** Models by their short names, and the family of each. */
@Resolver(() => Model)
class ModelResolver {
  @Query(() => Model, { nullable: true, description: 'The model with this short name, or null.' })
  model(
    @Arg('slug', () => String, { description: 'Short name of the model.' }) slug: string,
    @Ctx() { reader }: ReaderContext,
  ): Promise<Model | null> {
    return reader.findByName(MODELS, slug);
  }

  @Query(() => [Model], { nullable: 'items', description: 'At most 100 models by short name, in the requested order, null where unknown.' })
  modelsBySlug(
    @Arg('slugs', () => [String], { description: 'Short names of models.' }) slugs: readonly string[],
    @Ctx() { reader }: ReaderContext,
  ): Promise<readonly (Model | null)[]> {
    checkBatchSize('slugs', slugs.length);
    return Promise.all(slugs.map((slug) => reader.findByName(MODELS, slug)));
  }

  @FieldResolver(() => ModelFamily, { description: 'The family it belongs to.' })
  family(@Root() model: Model, @Ctx() { reader }: ReaderContext): ModelFamily | Promise<ModelFamily> {
    return model.familyRow ?? reader.getByKey(MODEL_FAMILIES, model.familyKey);
  }
}

/** Fields of models. */
export const MODEL_RESOLVERS = [
  ModelResolver,
  listQuery(MODELS, 'models', 'Models.'),
  ...relations(ModelFamily, { models: rows(MODELS, { link: 'family' }, 'Its models.') }),
];
