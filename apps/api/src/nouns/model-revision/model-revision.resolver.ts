import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type Evaluation, EvaluationConnection } from '../evaluation/evaluation.type.ts';
import { EvaluationListArgs } from '../evaluation/evaluation-list.args.ts';
import { type Layer, LayerConnection } from '../layer/layer.type.ts';
import { LayerListArgs } from '../layer/layer-list.args.ts';
import { Model } from '../model/model.type.ts';
import { type Pruning, PruningConnection } from '../pruning/pruning.type.ts';
import { PruningListArgs } from '../pruning/pruning-list.args.ts';
import { type ScoreRun, ScoreRunConnection } from '../score-run/score-run.type.ts';
import { ScoreRunListArgs } from '../score-run/score-run-list.args.ts';
import { ModelRevision } from './model-revision.type.ts';

/** The ModelRevision type's relations. */
@Resolver(() => ModelRevision)
export class ModelRevisionResolver {
  @FieldResolver(() => Model, { description: 'The model it is a state of.' })
  model(@Root() modelRevision: ModelRevision, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', modelRevision.modelKey);
  }

  @FieldResolver(() => LayerConnection, { description: 'Its layers.' })
  layers(
    @Root() modelRevision: ModelRevision,
    @Args(() => LayerListArgs) args: LayerListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Layer>> {
    return reader.listChildren('Layer', { link: 'revision', key: modelRevision.key }, args);
  }

  @FieldResolver(() => ScoreRunConnection, { description: 'Its score runs.' })
  scoreRuns(
    @Root() modelRevision: ModelRevision,
    @Args(() => ScoreRunListArgs) args: ScoreRunListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<ScoreRun>> {
    return reader.listChildren('ScoreRun', { link: 'revision', key: modelRevision.key }, args);
  }

  @FieldResolver(() => PruningConnection, { description: 'Its prunings.' })
  prunings(
    @Root() modelRevision: ModelRevision,
    @Args(() => PruningListArgs) args: PruningListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Pruning>> {
    return reader.listChildren('Pruning', { link: 'revision', key: modelRevision.key }, args);
  }

  @FieldResolver(() => EvaluationConnection, { description: 'Its evaluations, dense and pruned.' })
  evaluations(
    @Root() modelRevision: ModelRevision,
    @Args(() => EvaluationListArgs) args: EvaluationListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Evaluation>> {
    return reader.listChildren('Evaluation', { link: 'revision', key: modelRevision.key }, args);
  }
}
