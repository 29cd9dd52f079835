import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type Evaluation, EvaluationConnection } from '../evaluation/evaluation.type.ts';
import { EvaluationListArgs } from '../evaluation/evaluation-list.args.ts';
import { type Layer, LayerConnection } from '../layer/layer.type.ts';
import { LayerListArgs } from '../layer/layer-list.args.ts';
import { type LayerScore, LayerScoreConnection } from '../layer-score/layer-score.type.ts';
import { LayerScoreListArgs } from '../layer-score/layer-score-list.args.ts';
import { ModelFamily } from '../model-family/model-family.type.ts';
import { ModelRevision, ModelRevisionConnection } from '../model-revision/model-revision.type.ts';
import { ModelRevisionListArgs } from '../model-revision/model-revision-list.args.ts';
import { type Pruning, PruningConnection } from '../pruning/pruning.type.ts';
import { PruningListArgs } from '../pruning/pruning-list.args.ts';
import { type ScoreRun, ScoreRunConnection } from '../score-run/score-run.type.ts';
import { ScoreRunListArgs } from '../score-run/score-run-list.args.ts';
import { type Study, StudyConnection } from '../study/study.type.ts';
import { StudyListArgs } from '../study/study-list.args.ts';
import { Model, ModelConnection } from './model.type.ts';
import { ModelListArgs } from './model-list.args.ts';

/** The Model type's lists and relations. */
@Resolver(() => Model)
export class ModelResolver {
  @Query(() => ModelConnection, { description: 'Models.' })
  models(@Args(() => ModelListArgs) args: ModelListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<Model>> {
    return reader.listPage('Model', args);
  }

  @Query(() => Model, { nullable: true, description: 'The model with this short name, or null.' })
  model(
    @Arg('slug', () => String, { description: 'Short name of the model.' }) slug: string,
    @Ctx() { reader }: RequestContext,
  ): Promise<Model | null> {
    return reader.findModelBySlug(slug);
  }

  @Query(() => [Model], { nullable: 'items', description: 'Models by short name: order kept, null where unknown. At most 100.' })
  modelsBySlug(
    @Arg('slugs', () => [String], { description: 'Short names of models.' }) slugs: readonly string[],
    @Ctx() { reader }: RequestContext,
  ): Promise<readonly (Model | null)[]> {
    checkBatchSize('slugs', slugs.length);
    return Promise.all(slugs.map((slug) => reader.findModelBySlug(slug)));
  }

  @FieldResolver(() => ModelFamily, { description: 'The family it belongs to.' })
  family(@Root() model: Model, @Ctx() { reader }: RequestContext): ModelFamily | Promise<ModelFamily> {
    return model.familyRow ?? reader.getByKey('ModelFamily', model.familyKey);
  }

  @FieldResolver(() => ModelRevision, { description: 'The state of its files that it now shows.' })
  revision(@Root() model: Model, @Ctx() { reader }: RequestContext): Promise<ModelRevision> {
    return reader.getByKey('ModelRevision', model.revisionKey);
  }

  @FieldResolver(() => ModelRevisionConnection, { description: 'All states of its files, newest first.' })
  revisions(
    @Root() model: Model,
    @Args(() => ModelRevisionListArgs) args: ModelRevisionListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<ModelRevision>> {
    return reader.listChildren('ModelRevision', { link: 'model', key: model.key }, args);
  }

  @FieldResolver(() => LayerConnection, { description: 'Layers of the current revision.' })
  layers(
    @Root() model: Model,
    @Args(() => LayerListArgs) args: LayerListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Layer>> {
    return reader.listChildren('Layer', { link: 'revision', key: model.revisionKey }, args);
  }

  @FieldResolver(() => ScoreRunConnection, { description: 'Score runs of the current revision.' })
  scoreRuns(
    @Root() model: Model,
    @Args(() => ScoreRunListArgs) args: ScoreRunListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<ScoreRun>> {
    return reader.listChildren('ScoreRun', { link: 'revision', key: model.revisionKey }, args);
  }

  @FieldResolver(() => LayerScoreConnection, { description: 'Layer scores of all score runs of the current revision.' })
  layerScores(
    @Root() model: Model,
    @Args(() => LayerScoreListArgs) args: LayerScoreListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<LayerScore>> {
    return reader.listChildren('LayerScore', { link: 'revision', key: model.revisionKey }, args);
  }

  @FieldResolver(() => PruningConnection, { description: 'Prunings of the current revision.' })
  prunings(
    @Root() model: Model,
    @Args(() => PruningListArgs) args: PruningListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Pruning>> {
    return reader.listChildren('Pruning', { link: 'revision', key: model.revisionKey }, args);
  }

  @FieldResolver(() => EvaluationConnection, { description: 'Evaluations of the current revision, dense and pruned.' })
  evaluations(
    @Root() model: Model,
    @Args(() => EvaluationListArgs) args: EvaluationListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Evaluation>> {
    return reader.listChildren('Evaluation', { link: 'revision', key: model.revisionKey }, args);
  }

  @FieldResolver(() => StudyConnection, { description: 'Studies of this model.' })
  studies(
    @Root() model: Model,
    @Args(() => StudyListArgs) args: StudyListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Study>> {
    return reader.listChildren('Study', { link: 'model', key: model.key }, args);
  }
}
