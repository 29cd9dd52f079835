import { Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { NumberInterval } from '../../paging/number-interval.type.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { Distribution } from './distribution.type.ts';

@outputType('Evaluations of one group. Fields that are not grouping keys are null.')
export class EvaluationAggregate {
  @field(String, 'Lane of the evaluations.') readonly lane!: string;
  @field(String, 'Name of the benchmark.') readonly benchmark!: string;
  @field(String, 'Name of the metric.') readonly metric!: string;
  @nullable(String, 'Short name of the family.') readonly family!: string | null;
  @nullable(String, 'Short name of the model.') readonly model!: string | null;
  @nullable(NormPlacement, 'Norm placement: where a block has its norms.') readonly normPlacement!: NormPlacement | null;
  @nullable(Strategy, 'Strategy of the prunings; null for dense models.') readonly strategy!: Strategy | null;
  @nullable(Int, 'Number of removed layers.') readonly removedCount!: number | null;
  @nullable(NumberInterval, 'Range of the share of removed layers. It includes its lower end; the last range includes both ends.')
  readonly removedRatio!: NumberInterval | null;
  @field(Distribution, 'Their values or retentions.') readonly distribution!: Distribution;
}
