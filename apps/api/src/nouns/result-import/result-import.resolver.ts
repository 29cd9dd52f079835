import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type Evaluation, EvaluationConnection } from '../evaluation/evaluation.type.ts';
import { EvaluationListArgs } from '../evaluation/evaluation-list.args.ts';
import { Model } from '../model/model.type.ts';
import { type ScoreRun, ScoreRunConnection } from '../score-run/score-run.type.ts';
import { ScoreRunListArgs } from '../score-run/score-run-list.args.ts';
import { parseEvaluationContent } from './evaluation-content.ts';
import { ImportEvaluationsInput } from './import-evaluations.input.ts';
import { ImportLayerScoresInput } from './import-layer-scores.input.ts';
import { ImportEvaluationsPayload, ImportLayerScoresPayload } from './import-payloads.ts';
import { ResultImport, ResultImportConnection } from './result-import.type.ts';
import { ResultImportListArgs } from './result-import-list.args.ts';
import { parseScoreContent } from './score-content.ts';

/** The ResultImport type's relations, its list, and what makes imports. */
@Resolver(() => ResultImport)
export class ResultImportResolver {
  @Query(() => ResultImportConnection, { description: 'Results that were measured elsewhere and handed in.' })
  resultImports(
    @Args(() => ResultImportListArgs) args: ResultImportListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<ResultImport>> {
    return reader.listPage('ResultImport', args);
  }

  @FieldResolver(() => Model, { description: 'The model.' })
  model(@Root() { modelKey }: ResultImport, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', modelKey);
  }

  @FieldResolver(() => EvaluationConnection, { description: 'Evaluations that it brought.' })
  evaluations(
    @Root() { key }: ResultImport,
    @Args(() => EvaluationListArgs) args: EvaluationListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Evaluation>> {
    return reader.listChildren('Evaluation', { link: 'import', key }, args);
  }

  @FieldResolver(() => ScoreRunConnection, { description: 'Score runs that it brought.' })
  scoreRuns(
    @Root() { key }: ResultImport,
    @Args(() => ScoreRunListArgs) args: ScoreRunListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<ScoreRun>> {
    return reader.listChildren('ScoreRun', { link: 'import', key }, args);
  }

  @Mutation(() => ImportEvaluationsPayload, {
    description: 'Imports evaluations that were measured elsewhere, into a lane marked self-reported. Needs the scope IMPORT.',
  })
  async importEvaluations(
    @Arg('input', () => ImportEvaluationsInput, { description: 'The evaluations.' }) input: ImportEvaluationsInput,
    @Ctx() context: RequestContext,
  ): Promise<ImportEvaluationsPayload> {
    const { name } = checkScope(context, ApiTokenScope.IMPORT);
    const { id, isNew } = await context.imports.importEvaluations(input, parseEvaluationContent(input), name);
    return { resultImport: await context.reader.getByKey('ResultImport', id), isNew };
  }

  @Mutation(() => ImportLayerScoresPayload, {
    description: 'Imports layer scores that were measured elsewhere, into a lane marked self-reported. Needs the scope IMPORT.',
  })
  async importLayerScores(
    @Arg('input', () => ImportLayerScoresInput, { description: 'The scores.' }) input: ImportLayerScoresInput,
    @Ctx() context: RequestContext,
  ): Promise<ImportLayerScoresPayload> {
    const { name } = checkScope(context, ApiTokenScope.IMPORT);
    const imported = await context.imports.importLayerScores(input, parseScoreContent(input), name);
    const imports = imported.map(async ({ id, isNew }) => ({ resultImport: await context.reader.getByKey('ResultImport', id), isNew }));
    return { imports: await Promise.all(imports) };
  }
}
