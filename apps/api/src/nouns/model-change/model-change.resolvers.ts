import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { field, outputType } from '../../paging/field.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { changeModel, type ModelChangeContext, removeModel, UpdateModelInput } from './model-change.service.ts';

@outputType('The model after the change.')
class UpdateModelPayload {
  @field(Model, 'The model.') readonly model!: Model;
}

@outputType('The deleted model.')
class DeleteModelPayload {
  @field(String, 'Its short name.') readonly slug!: string;
}

/** Changes and deletion of registered models. */
@Resolver()
class ModelChangeResolver {
  @Mutation(() => UpdateModelPayload, { description: 'Changes name, description, licence or family of a model. Needs the scope SCORE.' })
  async updateModel(
    @Arg('input', () => UpdateModelInput, { description: 'The changes.' }) input: UpdateModelInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateModelPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    return { model: await context.reader.getByKey(MODELS, await changeModel(context, input)) };
  }

  @Mutation(() => DeleteModelPayload, {
    description:
      'Deletes a registered model with its studies and finished jobs. Uploaded files are deleted too, other files stay. A model with measurements is kept unless withResults is true. The error CONFLICT names what depends on it. Released data always stay. Needs the scope ADMIN.',
  })
  async deleteModel(
    @Arg('slug', () => String, { description: 'Short name of the model.' }) slug: string,
    @Arg('withResults', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Whether its score runs, prunings and evaluations are deleted too.',
    })
    withResults: boolean | null,
    @Ctx() context: RequestContext & ModelChangeContext,
  ): Promise<DeleteModelPayload> {
    checkScope(context, ApiTokenScope.ADMIN);
    await removeModel(context, slug, withResults === true);
    return { slug };
  }
}

/** The mutations that change and delete models. */
export const MODEL_CHANGE_RESOLVERS = [ModelChangeResolver];
