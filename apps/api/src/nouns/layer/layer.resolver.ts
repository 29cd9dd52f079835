import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type LayerScore, LayerScoreConnection } from '../layer-score/layer-score.type.ts';
import { Model } from '../model/model.type.ts';
import { ModelRevision } from '../model-revision/model-revision.type.ts';
import { Layer, LayerConnection } from './layer.type.ts';
import { LayerListArgs } from './layer-list.args.ts';
import { LayerScoresArgs, toLayerScoreListArgs } from './layer-scores.args.ts';

/** The Layer type's relations and its list. */
@Resolver(() => Layer)
export class LayerResolver {
  @FieldResolver(() => LayerScoreConnection, { description: 'Its scores, over all score runs.' })
  scores(
    @Root() layer: Layer,
    @Args(() => LayerScoresArgs) args: LayerScoresArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<LayerScore>> {
    return reader.listChildren('LayerScore', { link: 'layer', key: layer.key }, toLayerScoreListArgs(args));
  }

  @Query(() => LayerConnection, { description: 'Layers of all models, as a flat table.' })
  layers(@Args(() => LayerListArgs) args: LayerListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<Layer>> {
    return reader.listPage('Layer', args);
  }

  @FieldResolver(() => Model, { description: 'The model it belongs to.' })
  model(@Root() layer: Layer, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', layer.modelKey);
  }

  @FieldResolver(() => ModelRevision, { description: 'The revision it belongs to.' })
  revision(@Root() layer: Layer, @Ctx() { reader }: RequestContext): Promise<ModelRevision> {
    return reader.getByKey('ModelRevision', layer.revisionKey);
  }
}
