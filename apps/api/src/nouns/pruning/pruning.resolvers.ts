import { GraphQLJSON } from 'graphql-scalars';
import { Args, ArgsType, Ctx, Field, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listField, listQuery, optionalRowField, rowField } from '../../data/relations.ts';
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
import { Pruning } from './pruning.type.ts';
import { createPruningPlanLoader } from './pruning-plan.loader.ts';

/** How a plan is asked for. */
@ArgsType()
class PruningPlanArgs {
  @Field(() => PlanFormat, { nullable: true, defaultValue: PlanFormat.JSON, description: 'How it is written.' })
  readonly format?: PlanFormat | null;

  @Field(() => String, {
    nullable: true,
    description: 'The parent as mergekit finds it, a hub name or a folder; null = as its config.json names it.',
  })
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
}

const ownKey = ({ key }: { readonly key: string }): string => key;

/** Fields of prunings, and of what has them. */
export const PRUNING_RESOLVERS = [
  PruningResolver,
  listQuery(PRUNINGS, 'prunings', 'Prunings.'),
  rowField(MODELS, { of: Pruning, name: 'model', key: ({ modelKey }) => modelKey, description: 'The dense model.' }),
  rowField(MODEL_REVISIONS, {
    of: Pruning,
    name: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'The revision whose layers are removed.',
  }),
  optionalRowField(SCORE_RUNS, {
    of: Pruning,
    name: 'scoreRun',
    key: ({ scoreRunKey }) => scoreRunKey,
    description: 'The run whose scores chose the layers; null where the strategy looks at no score.',
  }),
  optionalRowField(STUDIES, { of: Pruning, name: 'study', key: ({ studyKey }) => studyKey, description: 'The study it belongs to.' }),
  listField(PRUNINGS, {
    of: Model,
    name: 'prunings',
    link: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'Prunings of the current revision.',
  }),
  listField(PRUNINGS, { of: ModelRevision, name: 'prunings', link: 'revision', key: ownKey, description: 'Its prunings.' }),
  listField(PRUNINGS, { of: ScoreRun, name: 'prunings', link: 'scoreRun', key: ownKey, description: 'Prunings whose layers it chose.' }),
  listField(PRUNINGS, { of: Study, name: 'prunings', link: 'study', key: ownKey, description: 'Its prunings.' }),
  listField(PRUNINGS, {
    of: Job,
    name: 'prunings',
    link: 'job',
    key: ownKey,
    description: 'Prunings that it stored; a choice that an earlier job has stored stays with that job.',
  }),
];
