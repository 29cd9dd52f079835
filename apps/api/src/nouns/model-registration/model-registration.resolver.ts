import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope, hasScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { toJobSender } from '../job/to-job-sender.ts';
import { RegisterModelInput } from './register-model.input.ts';
import { RegisterModelPayload } from './register-model.payload.ts';

/** Registration of models. */
@Resolver()
export class ModelRegistrationResolver {
  @Mutation(() => RegisterModelPayload, {
    description:
      'Registers a model: by a reference, which a scorer reads, or by its facts. The same files again change its names only. Needs the scope SCORE; IMPORT suffices with facts.',
  })
  async registerModel(
    @Arg('input', () => RegisterModelInput, { description: 'The model.' }) input: RegisterModelInput,
    @Ctx() context: RequestContext,
  ): Promise<RegisterModelPayload> {
    const isImporter = Boolean(input.facts) && hasScope(context.viewer, ApiTokenScope.IMPORT);
    if (!isImporter) checkScope(context, ApiTokenScope.SCORE);
    const { modelKey, jobKey } = await context.registrations.registerModel(input, toJobSender(context));
    return {
      model: modelKey === null ? null : await context.reader.getByKey('Model', modelKey),
      job: jobKey === null ? null : await context.reader.getByKey('Job', jobKey),
    };
  }
}
