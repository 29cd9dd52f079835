import { ArgsType, Field } from 'type-graphql';
import type { ListArgs } from '../../data/list-args.ts';
import { LayerScoreListArgs } from '../layer-score/layer-score-list.args.ts';
import { Metric } from '../vocabulary/metric.ts';

/** What Layer.scores takes: the list's own arguments, and short forms of its two commonest conditions. */
@ArgsType()
export class LayerScoresArgs extends LayerScoreListArgs {
  @Field(() => Metric, { nullable: true, description: 'Only this metric: short for filter.metrics.' })
  readonly metric?: Metric | null;

  @Field(() => String, { nullable: true, description: 'Only this lane: short for filter.lane.' })
  readonly lane?: string | null;
}

/** The same conditions as a list's own arguments. */
export function toLayerScoreListArgs({ metric, lane, ...args }: LayerScoresArgs): ListArgs<'LayerScore'> {
  const filter = args.filter ?? { allRevisions: true };
  return { ...args, filter: { ...filter, metrics: metric ? [metric] : (filter.metrics ?? null), lane: lane ?? filter.lane ?? null } };
}
