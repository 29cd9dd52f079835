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
import { SCORE_RUNS } from '../score-run/score-run.list.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { STUDIES } from '../study/study.list.ts';
import { Study } from '../study/study.type.ts';
import { PlanFormat, printPlan } from './plan-format.ts';
import { PRUNINGS } from './pruning.list.ts';
import { Pruning, PruningCertificate } from './pruning.type.ts';
import { createPruningPlanLoader } from './pruning-plan.loader.ts';

/** How a plan is asked for. */
@ArgsType()
class PruningPlanArgs {
  @nullable(PlanFormat, 'How it is written.', { defaultValue: PlanFormat.JSON }) readonly format?: PlanFormat | null;
  @nullable(String, 'The parent as mergekit finds it, a hub name or a folder; null = as its config.json names it.')
  readonly model?: string | null;
}

/** Plans of prunings. */
@Resolver(() => Pruning)
class PruningResolver {
  @FieldResolver(() => GraphQLJSON, {
    description:
      'The plan that other tools can follow: what is removed, from which files, and why. An object for the format JSON, the text of a file for the others.',
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
    description: 'How the written model compares with its parent; null where none was written, or none was compared.',
  })
  async certificate(@Root() { key }: Pruning, @Ctx() { loaders }: RequestContext): Promise<PruningCertificate | null> {
    return findCertificate(await loaders.get(createPruningPlanLoader).load(key));
  }
}

/** Fields of prunings, and of what has them. */
export const PRUNING_RESOLVERS = [
  PruningResolver,
  listQuery(PRUNINGS, 'prunings', 'Prunings.'),
  ...relations(Pruning, {
    model: row(MODELS, 'modelKey', 'The dense model.'),
    revision: row(MODEL_REVISIONS, 'revisionKey', 'The revision whose layers are removed.'),
    scoreRun: optionalRow(SCORE_RUNS, 'scoreRunKey', 'The run whose scores chose the layers; null where the strategy looks at no score.'),
    study: optionalRow(STUDIES, 'studyKey', 'The study it belongs to.'),
  }),
  ...relations(Model, {
    prunings: rows(PRUNINGS, { link: 'revision', by: 'revisionKey' }, 'Prunings of the current revision.'),
  }),
  ...relations(ModelRevision, {
    prunings: rows(PRUNINGS, { link: 'revision' }, 'Its prunings.'),
  }),
  ...relations(ScoreRun, {
    prunings: rows(PRUNINGS, { link: 'scoreRun' }, 'Prunings whose layers it chose.'),
  }),
  ...relations(Study, {
    prunings: rows(PRUNINGS, { link: 'study' }, 'Its prunings.'),
  }),
  ...relations(Job, {
    prunings: rows(PRUNINGS, { link: 'job' }, 'Prunings that it stored; a choice that an earlier job has stored stays with that job.'),
  }),
];
