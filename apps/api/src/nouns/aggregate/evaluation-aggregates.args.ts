import { ArgsType } from 'type-graphql';
import type { FilterIn } from '../../data/list.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';
import { EVALUATIONS } from '../evaluation/evaluation.list.ts';
import { AggregateArgs } from './aggregate.args.ts';

export const EvaluationNumber = defineEnum('EvaluationNumber', 'Which value of an evaluation is aggregated.', {
  VALUE: 'The value.',
  RETENTION: 'Value ÷ value of the dense model; dense rows have none.',
});
export type EvaluationNumber = ValueOf<typeof EvaluationNumber>;

export const EvaluationGroup = defineEnum(
  'EvaluationGroup',
  'Grouping keys of evaluations. Lanes, benchmarks and metrics are always separate groups: their numbers are never averaged together.',
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
  @field([EvaluationGroup], 'Grouping keys besides lane, benchmark and metric; may be empty.')
  readonly groupBy!: readonly EvaluationGroup[];
  @nullable(EvaluationNumber, 'Which value is aggregated.', { defaultValue: EvaluationNumber.RETENTION })
  readonly of?: EvaluationNumber | null;
  @nullable(EVALUATIONS.Filter, 'Which evaluations count.') readonly filter?: FilterIn<typeof EVALUATIONS> | null;
}
