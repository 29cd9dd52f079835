import { Args, ArgsType, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ArgsOf } from '../../data/list.ts';
import type { ReaderContext } from '../../data/node-reader.ts';
import { listQuery, relations, row, rows } from '../../data/relations.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { nullable } from '../../paging/field.ts';
import { LAYERS } from '../layer/layer.list.ts';
import { Layer } from '../layer/layer.type.ts';
import { Model } from '../model/model.type.ts';
import { SCORE_RUNS } from '../score-run/score-run.list.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { Metric } from '../vocabulary/metric.ts';
import { LAYER_SCORES } from './layer-score.list.ts';
import { LayerScore } from './layer-score.type.ts';

/** Arguments of Layer.scores: the list's own arguments, and short forms of its two most common conditions. */
@ArgsType()
class LayerScoresArgs extends LAYER_SCORES.Args {
  @nullable(Metric, 'Only this metric; short form of filter.metrics.') readonly metric?: Metric | null;
  @nullable(String, 'Only this protocol; short form of filter.lane.') readonly lane?: string | null;
}

/** The scores of layers. */
@Resolver(() => Layer)
class LayerScoresResolver {
  @FieldResolver(() => LAYER_SCORES.Page, { description: 'Its scores from all score runs.' })
  scores(
    @Root() { key }: Layer,
    @Args(() => LayerScoresArgs) args: LayerScoresArgs,
    @Ctx() { reader }: ReaderContext,
  ): Promise<Connection<LayerScore>> {
    return reader.listChildren(LAYER_SCORES, { link: 'layer', key }, args, toListArgs);
  }
}

/** Converts the short forms to the list's own arguments. */
function toListArgs({ metric, lane, ...args }: LayerScoresArgs): ArgsOf<typeof LAYER_SCORES> {
  const filter = args.filter ?? { allRevisions: true };
  return { ...args, filter: { ...filter, metrics: metric ? [metric] : (filter.metrics ?? null), lane: lane ?? filter.lane ?? null } };
}

/** Fields of layer scores, and fields that lead to them. */
export const LAYER_SCORE_RESOLVERS = [
  LayerScoresResolver,
  listQuery(LAYER_SCORES, 'layerScores', 'Scores of all layers, as a flat table.'),
  ...relations(LayerScore, {
    layer: row(LAYERS, 'layerKey', 'The layer.'),
    scoreRun: row(SCORE_RUNS, 'scoreRunKey', 'The run that measured it.'),
  }),
  ...relations(Model, {
    layerScores: rows(LAYER_SCORES, { link: 'revision', by: 'revisionKey' }, 'Layer scores of all score runs of the current revision.'),
  }),
  ...relations(ScoreRun, { layerScores: rows(LAYER_SCORES, { link: 'scoreRun' }, 'Its scores, one per layer and metric.') }),
];
