import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { NumberInterval } from '../../paging/interval.type.ts';
import { Metric } from '../vocabulary/metric.ts';
import { NormPlacement } from '../vocabulary/model.ts';
import { Strategy } from '../vocabulary/removal.ts';

@outputType('A quantile of a group, with linear interpolation.')
export class Quantile {
  @field(Float, 'Probability: share of the numbers below the quantile, 0 to 1.') readonly probability!: number;
  @field(Float, 'The quantile.') readonly value!: number;
}

/** Distribution of the numbers of a group; a group has at least one number. */
@outputType('Distribution of the numbers of a group; undefined numbers are left out.')
export class Distribution {
  @field(Int, 'How many numbers it has.') readonly count!: number;
  @field(Float, 'Their mean; each number counts once.') readonly mean!: number;
  @nullable(Float, 'Their sample standard deviation; null if there is only one number.') readonly standardDeviation!: number | null;
  @field(Float, 'The lowest.') readonly minimum!: number;
  @field(Float, 'The highest.') readonly maximum!: number;
  @field([Quantile], 'The requested quantiles, in the requested order.') readonly quantiles!: readonly Quantile[];
}

@outputType('Layer scores of one group. Fields that are not grouping keys are null.')
export class LayerScoreAggregate {
  @field(String, 'Protocol by which the scores were measured.') readonly lane!: string;
  @field(Metric, 'Metric of the scores.') readonly metric!: Metric;
  @nullable(String, 'Short name of the family.') readonly family!: string | null;
  @nullable(String, 'Short name of the model.') readonly model!: string | null;
  @nullable(String, 'Short name of the calibration set.') readonly calibration!: string | null;
  @nullable(NormPlacement, 'Norm placement: where a block has its norms.') readonly normPlacement!: NormPlacement | null;
  @nullable(NumberInterval, 'Range of relative depth. It includes its lower end; the last range includes both ends.')
  readonly relativeDepth!: NumberInterval | null;
  @field(Distribution, 'Their means.') readonly distribution!: Distribution;
}

@outputType('Evaluations of one group. Fields that are not grouping keys are null.')
export class EvaluationAggregate {
  @field(String, 'Protocol by which the models were evaluated.') readonly lane!: string;
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
