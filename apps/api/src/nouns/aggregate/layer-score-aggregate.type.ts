import { field, nullable, outputType } from '../../paging/field.ts';
import { NumberInterval } from '../../paging/number-interval.type.ts';
import { Metric } from '../vocabulary/metric.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';
import { Distribution } from './distribution.type.ts';

@outputType('Layer scores of one group. What they are not grouped by is null.')
export class LayerScoreAggregate {
  @field(String, 'Lane of the scores.') readonly lane!: string;
  @field(Metric, 'Metric of the scores.') readonly metric!: Metric;
  @nullable(String, 'Short name of the family.') readonly family!: string | null;
  @nullable(String, 'Short name of the model.') readonly model!: string | null;
  @nullable(String, 'Short name of the calibration set.') readonly calibration!: string | null;
  @nullable(NormPlacement, 'Where the norms of a block sit.') readonly normPlacement!: NormPlacement | null;
  @nullable(NumberInterval, 'Range of relative depth: it holds its lower end, the last one both ends.')
  readonly relativeDepth!: NumberInterval | null;
  @field(Distribution, 'Their means.') readonly distribution!: Distribution;
}
