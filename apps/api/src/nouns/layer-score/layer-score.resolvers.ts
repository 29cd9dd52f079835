import { Args, ArgsType, Ctx, Field, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ArgsOf } from '../../data/list.ts';
import type { ReaderContext } from '../../data/node-reader.ts';
import { listField, listQuery, rowField } from '../../data/relations.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { LAYERS } from '../layer/layer.list.ts';
import { Layer } from '../layer/layer.type.ts';
import { Model } from '../model/model.type.ts';
import { SCORE_RUNS } from '../score-run/score-run.list.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { Metric } from '../vocabulary/metric.ts';
import { LAYER_SCORES } from './layer-score.list.ts';
import { LayerScore } from './layer-score.type.ts';

/** What Layer.scores takes: the list's own arguments, and short forms of its two commonest conditions. */
@ArgsType()
class LayerScoresArgs extends LAYER_SCORES.Args {
  @Field(() => Metric, { nullable: true, description: 'Only this metric: short for filter.metrics.' })
  readonly metric?: Metric | null;

  @Field(() => String, { nullable: true, description: 'Only this lane: short for filter.lane.' })
  readonly lane?: string | null;
}

/** The scores of layers. */
@Resolver(() => Layer)
class LayerScoresResolver {
  @FieldResolver(() => LAYER_SCORES.Page, { description: 'Its scores, over all score runs.' })
  scores(
    @Root() { key }: Layer,
    @Args(() => LayerScoresArgs) args: LayerScoresArgs,
    @Ctx() { reader }: ReaderContext,
  ): Promise<Connection<LayerScore>> {
    return reader.listChildren(LAYER_SCORES, { link: 'layer', key }, toListArgs(args));
  }
}

/** The same conditions as a list's own arguments. */
function toListArgs({ metric, lane, ...args }: LayerScoresArgs): ArgsOf<typeof LAYER_SCORES> {
  const filter = args.filter ?? { allRevisions: true };
  return { ...args, filter: { ...filter, metrics: metric ? [metric] : (filter.metrics ?? null), lane: lane ?? filter.lane ?? null } };
}

/** Fields of layer scores, and of what has them. */
export const LAYER_SCORE_RESOLVERS = [
  LayerScoresResolver,
  listQuery(LAYER_SCORES, 'layerScores', 'Scores of all layers, as a flat table.'),
  rowField(LAYERS, { of: LayerScore, name: 'layer', key: ({ layerKey }) => layerKey, description: 'The layer.' }),
  rowField(SCORE_RUNS, {
    of: LayerScore,
    name: 'scoreRun',
    key: ({ scoreRunKey }) => scoreRunKey,
    description: 'The run that measured it.',
  }),
  listField(LAYER_SCORES, {
    of: Model,
    name: 'layerScores',
    link: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'Layer scores of all score runs of the current revision.',
  }),
  listField(LAYER_SCORES, {
    of: ScoreRun,
    name: 'layerScores',
    link: 'scoreRun',
    key: ({ key }) => key,
    description: 'Its scores, one per layer and metric.',
  }),
];
