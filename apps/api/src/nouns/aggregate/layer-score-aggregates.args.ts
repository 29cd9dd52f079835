import { ArgsType } from 'type-graphql';
import type { FilterIn } from '../../data/list.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';
import { LAYER_SCORES } from '../layer-score/layer-score.list.ts';
import { AggregateArgs } from './aggregate.args.ts';

export const ScoreGroup = defineEnum(
  'ScoreGroup',
  'Grouping keys of layer scores. Lanes and metrics are always separate groups: their numbers are never averaged together.',
  {
    FAMILY: 'Short name of the family.',
    MODEL: 'Short name of the model.',
    CALIBRATION: 'Short name of the calibration set.',
    NORM_PLACEMENT: 'Norm placement: where a block has its norms.',
    RELATIVE_DEPTH: 'Ranges of equal width of relative depth.',
  },
);
export type ScoreGroup = ValueOf<typeof ScoreGroup>;

/** What layerScoreAggregates takes. */
@ArgsType()
export class LayerScoreAggregatesArgs extends AggregateArgs {
  @field([ScoreGroup], 'Grouping keys besides lane and metric; may be empty.') readonly groupBy!: readonly ScoreGroup[];
  @nullable(LAYER_SCORES.Filter, 'Which scores count.') readonly filter?: FilterIn<typeof LAYER_SCORES> | null;
}
