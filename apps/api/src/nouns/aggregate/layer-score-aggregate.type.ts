import { field, nullable, outputType } from '../../paging/field.ts';
import { NumberInterval } from '../../paging/number-interval.type.ts';
import { Metric } from '../vocabulary/metric.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';
import { Distribution } from './distribution.type.ts';

@outputType('Layer scores of one group. Fields that are not grouping keys are null.')
export class LayerScoreAggregate {
  @field(String, 'Lane of the scores.') readonly lane!: string;
  @field(Metric, 'Metric of the scores.') readonly metric!: Metric;
  @nullable(String, 'Short name of the family.') readonly family!: string | null;
  @nullable(String, 'Short name of the model.') readonly model!: string | null;
  @nullable(String, 'Short name of the calibration set.') readonly calibration!: string | null;
  @nullable(NormPlacement, 'Norm placement: where a block has its norms.') readonly normPlacement!: NormPlacement | null;
  @nullable(NumberInterval, 'Range of relative depth. It includes its lower end; the last range includes both ends.')
  readonly relativeDepth!: NumberInterval | null;
  @field(Distribution, 'Their means.') readonly distribution!: Distribution;
}
