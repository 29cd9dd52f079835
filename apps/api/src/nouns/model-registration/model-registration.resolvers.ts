import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope, hasScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { nullable, outputType } from '../../paging/field.ts';
import { JOBS } from '../job/job.list.ts';
import { Job } from '../job/job.type.ts';
import { toJobSender } from '../job/to-job-placement.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { submitModel } from './model-registration.service.ts';
import { RegisterModelInput } from './register-model.input.ts';

@outputType('Result of a registration.')
class RegisterModelPayload {
  @nullable(Model, 'The model; null until a scorer has read its files.') readonly model!: Model | null;
  @nullable(Job, 'The job that reads its files; null if its facts were given.') readonly job!: Job | null;
}

/** Registration of models. */
@Resolver()
class ModelRegistrationResolver {
  @Mutation(() => RegisterModelPayload, {
    description:
      'Registers a model, by a reference that a scorer reads or by its facts. If the same files are registered again, only the names change. Needs the scope SCORE; for facts, IMPORT is enough.',
  })
  async registerModel(
    @Arg('input', () => RegisterModelInput, { description: 'The model.' }) input: RegisterModelInput,
    @Ctx() context: RequestContext,
  ): Promise<RegisterModelPayload> {
    const isImporter = Boolean(input.facts) && hasScope(context.viewer, ApiTokenScope.IMPORT);
    if (!isImporter) checkScope(context, ApiTokenScope.SCORE);
    const { modelKey, jobKey } = await submitModel(context, input, toJobSender(context));
    return {
      model: modelKey === null ? null : await context.reader.getByKey(MODELS, modelKey),
      job: jobKey === null ? null : await context.reader.getByKey(JOBS, jobKey),
    };
  }
}

/** The mutation that registers models. */
export const MODEL_REGISTRATION_RESOLVERS = [ModelRegistrationResolver];
