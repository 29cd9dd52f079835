import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { Metric } from '../vocabulary/metric.ts';

@outputType('One layer of a compared model.')
export class ComparisonPoint {
  @field(Int, 'Index of the layer.') readonly layerIndex!: number;
  @field(Float, 'Place of the layer: 0 = first, 1 = last.') readonly relativeDepth!: number;
  @nullable(Float, 'Value of the metric; null where it is undefined.') readonly mean!: number | null;
  @nullable(Float, 'Standard error of the value.') readonly standardError!: number | null;
  @nullable(Int, 'Rank in the model, from 1 = lowest.') readonly rank!: number | null;
}

@outputType('One of the models of a comparison, by the run that stands for it.')
export class ComparedModel {
  readonly modelKey!: string;
  readonly scoreRunKey!: string;

  @field([ComparisonPoint], 'All its layers, first to last.') readonly points!: readonly ComparisonPoint[];
}

@outputType('One model in one range of relative depth.')
export class ComparisonCell {
  @field(String, 'Short name of the model.') readonly slug!: string;
  @field(Int, 'Layers of the model in the range that have a value.') readonly count!: number;
  @nullable(Float, 'Their mean; null when there are none.') readonly mean!: number | null;
}

@outputType('One range of relative depth. It holds its lower end; the last one holds both ends.')
export class ComparisonBin {
  @field(Float, 'Lower end, 0 to 1.') readonly low!: number;
  @field(Float, 'Upper end, 0 to 1.') readonly high!: number;
  @field([ComparisonCell], 'One cell per model, in the order asked for.') readonly cells!: readonly ComparisonCell[];
}

export const Alignment = defineEnum('Alignment', 'What of two models was set side by side.', {
  LAYERS: 'Layers of the same index: both models have the same number.',
  DEPTH_BINS: 'Means in ranges of relative depth: the models have different numbers of layers.',
});
export type Alignment = ValueOf<typeof Alignment>;

@outputType('How the scores of two models agree.')
export class ModelAgreement {
  @field(String, 'Short name of the one model.') readonly first!: string;
  @field(String, 'Short name of the other model.') readonly second!: string;
  @field(Alignment, 'What was set side by side.') readonly alignment!: Alignment;
  @field(Int, 'Places where both models have a value.') readonly pointCount!: number;
  @nullable(Float, "Spearman's rank correlation, −1 to 1; null where one side is constant.") readonly spearman!: number | null;
  @nullable(Float, "Kendall's tau-b, −1 to 1; null where one side is constant.") readonly kendallTauB!: number | null;
  @nullable(Int, 'How many lowest layers were compared; null where layers do not stand for each other.')
  readonly lowestCount!: number | null;
  @nullable(Float, 'Jaccard overlap of the lowest layers, 0 to 1; null where layers do not stand for each other.')
  readonly jaccardLowest!: number | null;
}

@outputType('Models side by side by one metric, aligned by relative depth.')
export class ModelComparison {
  @field(Metric, 'The metric.') readonly metric!: Metric;
  @field(String, 'The lane that all of them were measured in.') readonly lane!: string;
  @field(Int, 'How many lowest layers the overlaps look at.') readonly lowestCount!: number;
  @field([ComparedModel], 'The models, in the order asked for.') readonly models!: readonly ComparedModel[];
  @field([ComparisonBin], 'Ranges of relative depth, first to last.') readonly bins!: readonly ComparisonBin[];
  @field([ModelAgreement], 'Every pair of models, in the order asked for.') readonly agreements!: readonly ModelAgreement[];
}
