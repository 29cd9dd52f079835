import { findCertificate } from '@lamina/plans';
import { GraphQLJSON } from 'graphql-scalars';
import { Args, ArgsType, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import { nullable } from '../../paging/field.ts';
import { Job } from '../job/job.type.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from '../model-revision/model-revision.list.ts';
import { ModelRevision } from '../model-revision/model-revision.type.ts';
import { RECORDINGS } from '../recording/recording.list.ts';
import { SCORE_RUNS } from '../score-run/score-run.list.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { STUDIES } from '../study/study.list.ts';
import { Study } from '../study/study.type.ts';
import { PlanFormat, printPlan } from './plan-format.ts';
import { PRUNINGS } from './pruning.list.ts';
import { Pruning, PruningCertificate } from './pruning.type.ts';
import { createPruningPlanLoader } from './pruning-plan.loader.ts';

/** Arguments of a plan. */
@ArgsType()
class PruningPlanArgs {
  @nullable(PlanFormat, 'Format.', { defaultValue: PlanFormat.JSON }) readonly format?: PlanFormat | null;
  @nullable(String, 'The parent for mergekit: a hub name or a folder; null = the name in its config.json.')
  readonly model?: string | null;
}

/** Plans of prunings. */
@Resolver(() => Pruning)
class PruningResolver {
  @FieldResolver(() => GraphQLJSON, {
    description:
      'The plan for other tools: which layers are removed, from which files, and why. An object for the format JSON, the text of a file for other formats.',
  })
  async plan(
    @Root() { key }: Pruning,
    @Args(() => PruningPlanArgs) { format, model = null }: PruningPlanArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<unknown> {
    return printPlan(await loaders.get(createPruningPlanLoader).load(key), format ?? PlanFormat.JSON, model);
  }

  @FieldResolver(() => PruningCertificate, {
    nullable: true,
    description: 'Certificate: comparison of the written model with its parent; null if no model was written or compared.',
  })
  async certificate(@Root() { key }: Pruning, @Ctx() { loaders }: RequestContext): Promise<PruningCertificate | null> {
    return findCertificate(await loaders.get(createPruningPlanLoader).load(key));
  }
}

/** Fields of prunings, and fields that lead to them. */
export const PRUNING_RESOLVERS = [
  PruningResolver,
  listQuery(PRUNINGS, 'prunings', 'Prunings.'),
  ...relations(Pruning, {
    model: row(MODELS, 'modelKey', 'The dense model.'),
    revision: row(MODEL_REVISIONS, 'revisionKey', 'The revision whose layers are removed.'),
    scoreRun: optionalRow(SCORE_RUNS, 'scoreRunKey', 'The run whose scores chose the layers; null if the strategy uses no scores.'),
    recording: optionalRow(RECORDINGS, 'recordingKey', 'The recording that it came with; null if it was measured or imported here.'),
    study: optionalRow(STUDIES, 'studyKey', 'The study it belongs to.'),
  }),
  ...relations(Model, { prunings: rows(PRUNINGS, { link: 'revision', by: 'revisionKey' }, 'Prunings of the current revision.') }),
  ...relations(ModelRevision, { prunings: rows(PRUNINGS, { link: 'revision' }, 'Its prunings.') }),
  ...relations(ScoreRun, { prunings: rows(PRUNINGS, { link: 'scoreRun' }, 'Prunings that were chosen by its scores.') }),
  ...relations(Study, { prunings: rows(PRUNINGS, { link: 'study' }, 'Its prunings.') }),
  ...relations(Job, {
    prunings: rows(PRUNINGS, { link: 'job' }, 'Prunings that it stored. A pruning that an earlier job stored belongs to the earlier job.'),
  }),
];
