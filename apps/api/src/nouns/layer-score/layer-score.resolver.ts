import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { Layer } from '../layer/layer.type.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { LayerScore, LayerScoreConnection } from './layer-score.type.ts';
import { LayerScoreListArgs } from './layer-score-list.args.ts';

/** The LayerScore type's relations and its list. */
@Resolver(() => LayerScore)
export class LayerScoreResolver {
  @Query(() => LayerScoreConnection, { description: 'Scores of all layers, as a flat table.' })
  layerScores(
    @Args(() => LayerScoreListArgs) args: LayerScoreListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<LayerScore>> {
    return reader.listPage('LayerScore', args);
  }

  @FieldResolver(() => Layer, { description: 'The layer.' })
  layer(@Root() layerScore: LayerScore, @Ctx() { reader }: RequestContext): Promise<Layer> {
    return reader.getByKey('Layer', layerScore.layerKey);
  }

  @FieldResolver(() => ScoreRun, { description: 'The run that measured it.' })
  scoreRun(@Root() layerScore: LayerScore, @Ctx() { reader }: RequestContext): Promise<ScoreRun> {
    return reader.getByKey('ScoreRun', layerScore.scoreRunKey);
  }
}
