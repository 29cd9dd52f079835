import { GraphQLJSON } from 'graphql-scalars';
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type Evaluation, EvaluationConnection } from '../evaluation/evaluation.type.ts';
import { EvaluationListArgs } from '../evaluation/evaluation-list.args.ts';
import { Model } from '../model/model.type.ts';
import { ModelRevision } from '../model-revision/model-revision.type.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { Study } from '../study/study.type.ts';
import { PlanFormat } from './plan-format.ts';
import { printPlan } from './print-plan.ts';
import { Pruning, PruningConnection } from './pruning.type.ts';
import { PruningListArgs } from './pruning-list.args.ts';
import { PruningPlanArgs } from './pruning-plan.args.ts';

/** The Pruning type's relations and its list. */
@Resolver(() => Pruning)
export class PruningResolver {
  @FieldResolver(() => GraphQLJSON, {
    description:
      'The plan that other tools can follow: what is removed, from which files, and why. An object for the format JSON, the text of a file for the others.',
  })
  async plan(
    @Root() pruning: Pruning,
    @Args(() => PruningPlanArgs) { format, model = null }: PruningPlanArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<unknown> {
    return printPlan(await loaders.pruningPlans.load(pruning.key), format ?? PlanFormat.JSON, model);
  }

  @Query(() => PruningConnection, { description: 'Prunings.' })
  prunings(@Args(() => PruningListArgs) args: PruningListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<Pruning>> {
    return reader.listPage('Pruning', args);
  }

  @FieldResolver(() => Model, { description: 'The dense model.' })
  model(@Root() pruning: Pruning, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', pruning.modelKey);
  }

  @FieldResolver(() => ModelRevision, { description: 'The revision whose layers are removed.' })
  revision(@Root() pruning: Pruning, @Ctx() { reader }: RequestContext): Promise<ModelRevision> {
    return reader.getByKey('ModelRevision', pruning.revisionKey);
  }

  @FieldResolver(() => ScoreRun, {
    nullable: true,
    description: 'The run whose scores chose the layers; null where the strategy looks at no score.',
  })
  scoreRun(@Root() pruning: Pruning, @Ctx() { reader }: RequestContext): Promise<ScoreRun | null> | null {
    return pruning.scoreRunKey === null ? null : reader.getByKey('ScoreRun', pruning.scoreRunKey);
  }

  @FieldResolver(() => Study, { nullable: true, description: 'The study it belongs to.' })
  study(@Root() pruning: Pruning, @Ctx() { reader }: RequestContext): Promise<Study | null> | null {
    return pruning.studyKey === null ? null : reader.getByKey('Study', pruning.studyKey);
  }

  @FieldResolver(() => EvaluationConnection, { description: 'Evaluations of the pruned model.' })
  evaluations(
    @Root() pruning: Pruning,
    @Args(() => EvaluationListArgs) args: EvaluationListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Evaluation>> {
    return reader.listChildren('Evaluation', { link: 'pruning', key: pruning.key }, args);
  }
}
