import { importEvaluations, importLayerScores } from '@lamina/database';
import { parseEvaluationContent, parseScoreContent } from '@lamina/uploads';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, relations, row } from '../../data/relations.ts';
import { field, outputType } from '../../paging/field.ts';
import { MODELS } from '../model/model.list.ts';
import { ImportEvaluationsInput, toEvaluationsTarget } from './import-evaluations.input.ts';
import { ImportLayerScoresInput } from './import-layer-scores.input.ts';
import { RESULT_IMPORTS } from './result-import.list.ts';
import { ResultImport } from './result-import.type.ts';

@outputType('The import.')
class ImportEvaluationsPayload {
  @field(ResultImport, 'The import; if the same content was imported before, the first import.') readonly resultImport!: ResultImport;
  @field(Boolean, 'false if the same content was imported before; then nothing was stored.') readonly isNew!: boolean;
}

@outputType('The imports, one per model.')
class ImportLayerScoresPayload {
  @field([ImportEvaluationsPayload], 'One import per model, in the order of the first row of each model.')
  readonly imports!: readonly ImportEvaluationsPayload[];
}

/** Mutations that import results. */
@Resolver()
class ResultImportResolver {
  @Mutation(() => ImportEvaluationsPayload, {
    description: 'Imports evaluations that were measured elsewhere; they are marked as self-reported. Needs the scope IMPORT.',
  })
  async importEvaluations(
    @Arg('input', () => ImportEvaluationsInput, { description: 'The evaluations.' }) input: ImportEvaluationsInput,
    @Ctx() context: RequestContext,
  ): Promise<ImportEvaluationsPayload> {
    const { name: submittedBy } = checkScope(context, ApiTokenScope.IMPORT);
    const { id, isNew } = await importEvaluations(context.database, toEvaluationsTarget(input), {
      ...parseEvaluationContent(input),
      submittedBy,
    });
    return { resultImport: await context.reader.getByKey(RESULT_IMPORTS, id), isNew };
  }

  @Mutation(() => ImportLayerScoresPayload, {
    description: 'Imports layer scores that were measured elsewhere; they are marked as self-reported. Needs the scope IMPORT.',
  })
  async importLayerScores(
    @Arg('input', () => ImportLayerScoresInput, { description: 'The scores.' }) input: ImportLayerScoresInput,
    @Ctx() context: RequestContext,
  ): Promise<ImportLayerScoresPayload> {
    const { name: submittedBy } = checkScope(context, ApiTokenScope.IMPORT);
    const imported = await importLayerScores(context.database, input, { ...parseScoreContent(input), submittedBy });
    const imports = imported.map(async ({ id, isNew }) => ({ resultImport: await context.reader.getByKey(RESULT_IMPORTS, id), isNew }));
    return { imports: await Promise.all(imports) };
  }
}

/** Fields of imports. */
export const RESULT_IMPORT_RESOLVERS = [
  ResultImportResolver,
  listQuery(RESULT_IMPORTS, 'resultImports', 'Imported results that were measured elsewhere.'),
  ...relations(ResultImport, { model: row(MODELS, 'modelKey', 'The model.') }),
];
