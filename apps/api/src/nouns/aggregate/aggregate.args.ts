import { ArgsType, Float, Int } from 'type-graphql';
import type { FilterIn } from '../../data/list.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';
import { EVALUATIONS } from '../evaluation/evaluation.list.ts';
import { LAYER_SCORES } from '../layer-score/layer-score.list.ts';

/** Number of ranges of relative depth or removed ratio if the caller gives none. */
export const DEFAULT_BIN_COUNT = 10;
/** Quartiles. */
export const DEFAULT_QUANTILES: readonly number[] = [0.25, 0.5, 0.75];

/** What every aggregate takes. */
@ArgsType()
export class AggregateArgs {
  @nullable(Int, 'Number of ranges between 0 and 1, if grouped by a range; 1 to 100.', { defaultValue: DEFAULT_BIN_COUNT })
  readonly binCount?: number | null;
  @nullable([Float], 'Probabilities of the quantiles, each 0 to 1, at most 20; null = the quartiles.')
  readonly quantiles?: readonly number[] | null;
}

export const ScoreGroup = defineEnum(
  'ScoreGroup',
  'Grouping keys of layer scores. Each protocol (lane) and metric is a group of its own: their numbers are never averaged together.',
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
  @field([ScoreGroup], 'Grouping keys besides protocol and metric; may be empty.') readonly groupBy!: readonly ScoreGroup[];
  @nullable(LAYER_SCORES.Filter, 'Which scores count.') readonly filter?: FilterIn<typeof LAYER_SCORES> | null;
}

export const EvaluationNumber = defineEnum('EvaluationNumber', 'Which value of an evaluation is aggregated.', {
  VALUE: 'The value.',
  RETENTION: 'Value ÷ value of the dense model; dense rows have none.',
});
export type EvaluationNumber = ValueOf<typeof EvaluationNumber>;

export const EvaluationGroup = defineEnum(
  'EvaluationGroup',
  'Grouping keys of evaluations. Each protocol (lane), benchmark and metric is a group of its own: their numbers are never averaged together.',
  {
    FAMILY: 'Short name of the family.',
    MODEL: 'Short name of the model.',
    NORM_PLACEMENT: 'Norm placement: where a block has its norms.',
    STRATEGY: 'Strategy of the pruning; null = dense.',
    REMOVED_COUNT: 'Number of removed layers; 0 for dense models.',
    REMOVED_RATIO: 'Ranges of equal width of the share of removed layers (by blocks); 0 for dense models.',
  },
);
export type EvaluationGroup = ValueOf<typeof EvaluationGroup>;

/** What evaluationAggregates takes. */
@ArgsType()
export class EvaluationAggregatesArgs extends AggregateArgs {
  @field([EvaluationGroup], 'Grouping keys besides protocol, benchmark and metric; may be empty.')
  readonly groupBy!: readonly EvaluationGroup[];
  @nullable(EvaluationNumber, 'Which value is aggregated.', { defaultValue: EvaluationNumber.RETENTION })
  readonly of?: EvaluationNumber | null;
  @nullable(EVALUATIONS.Filter, 'Which evaluations count.') readonly filter?: FilterIn<typeof EVALUATIONS> | null;
}
