import { ArgsType, Field } from 'type-graphql';
import { LayerScoreFilter } from '../layer-score/layer-score-filter.input.ts';
import { AggregateArgs } from './aggregate.args.ts';
import { ScoreGroup } from './score-group.ts';

/** What layerScoreAggregates takes. */
@ArgsType()
export class LayerScoreAggregatesArgs extends AggregateArgs {
  @Field(() => [ScoreGroup], { description: 'What they are grouped by, besides lane and metric; may be empty.' })
  readonly groupBy!: readonly ScoreGroup[];

  @Field(() => LayerScoreFilter, { nullable: true, description: 'Which scores count.' })
  readonly filter?: LayerScoreFilter | null;
}
