import { ArgsType } from 'type-graphql';
import type { FilterIn } from '../../data/list.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';
import { EVALUATIONS } from '../evaluation/evaluation.list.ts';
import { AggregateArgs } from './aggregate.args.ts';

export const EvaluationNumber = defineEnum('EvaluationNumber', 'Which number of evaluations is aggregated.', {
  VALUE: 'The value.',
  RETENTION: 'Value / value of the dense model; dense rows have none.',
});
export type EvaluationNumber = ValueOf<typeof EvaluationNumber>;

export const EvaluationGroup = defineEnum(
  'EvaluationGroup',
  'What evaluations are grouped by. Lanes, benchmarks and metrics are always apart: their numbers are never averaged together.',
  {
    FAMILY: 'Short name of the family.',
    MODEL: 'Short name of the model.',
    NORM_PLACEMENT: 'Where the norms of a block sit.',
    STRATEGY: 'Strategy of the pruning; null = dense.',
    REMOVED_COUNT: 'Number of removed layers; dense models count 0.',
    REMOVED_RATIO: 'Ranges of the share of removed layers (by blocks) of equal width; dense models count 0.',
  },
);
export type EvaluationGroup = ValueOf<typeof EvaluationGroup>;

/** What evaluationAggregates takes. */
@ArgsType()
export class EvaluationAggregatesArgs extends AggregateArgs {
  @field([EvaluationGroup], 'What they are grouped by, besides lane, benchmark and metric; may be empty.')
  readonly groupBy!: readonly EvaluationGroup[];
  @nullable(EvaluationNumber, 'Which number of them.', { defaultValue: EvaluationNumber.RETENTION }) readonly of?: EvaluationNumber | null;
  @nullable(EVALUATIONS.Filter, 'Which evaluations count.') readonly filter?: FilterIn<typeof EVALUATIONS> | null;
}
