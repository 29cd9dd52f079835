import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { Metric } from '../vocabulary/metric.ts';

@outputType('One layer of a compared model.')
export class ComparisonPoint {
  @field(Int, 'Index of the layer.') readonly layerIndex!: number;
  @field(Float, 'Relative depth of the layer: 0 = first, 1 = last.') readonly relativeDepth!: number;
  @nullable(Float, 'Value of the metric; null where it is undefined.') readonly mean!: number | null;
  @nullable(Float, 'Standard error of the value.') readonly standardError!: number | null;
  @nullable(Int, 'Rank in the model, from 1 = lowest.') readonly rank!: number | null;
}

@outputType('One model of a comparison, represented by one score run.')
export class ComparedModel {
  readonly modelKey!: string;
  readonly scoreRunKey!: string;

  @field([ComparisonPoint], 'All its layers in order.') readonly points!: readonly ComparisonPoint[];
}

@outputType('One model in one range of relative depth.')
export class ComparisonCell {
  @field(String, 'Short name of the model.') readonly slug!: string;
  @field(Int, 'Number of layers of the model in the range that have a value.') readonly count!: number;
  @nullable(Float, 'Their mean; null if there are none.') readonly mean!: number | null;
}

@outputType('One range of relative depth. It includes its lower end; the last range includes both ends.')
export class ComparisonBin {
  @field(Float, 'Lower end, 0 to 1.') readonly low!: number;
  @field(Float, 'Upper end, 0 to 1.') readonly high!: number;
  @field([ComparisonCell], 'One cell per model, in the requested order.') readonly cells!: readonly ComparisonCell[];
}

/** The value is the name in the metrics package. */
export const Alignment = defineEnum('Alignment', 'How the layers of two models were matched for the comparison.', {
  LAYERS: ['blocks', 'Layers are compared by index, because both models have the same number of them.'],
  DEPTH_BINS: ['depth-bins', 'Means over ranges of relative depth are compared, because the models have different numbers of layers.'],
});
export type Alignment = ValueOf<typeof Alignment>;

@outputType('Agreement between the scores of two models.')
export class ModelAgreement {
  @field(String, 'Short name of the first model.') readonly first!: string;
  @field(String, 'Short name of the second model.') readonly second!: string;
  @field(Alignment, 'How the layers were matched.') readonly alignment!: Alignment;
  @field(Int, 'Number of positions at which both models have a value.') readonly pointCount!: number;
  @nullable(Float, "Spearman's rank correlation, −1 to 1; null if one side is constant.") readonly spearman!: number | null;
  @nullable(Float, "Kendall's tau-b, −1 to 1; null if one side is constant.") readonly kendallTauB!: number | null;
  @nullable(Int, 'How many lowest layers were compared; null if the two models have different layer counts.')
  readonly lowestCount!: number | null;
  @nullable(Float, 'Jaccard overlap of the lowest layers, 0 to 1; null if the two models have different layer counts.')
  readonly jaccardLowest!: number | null;
}

@outputType('Comparison of models by one metric, aligned by relative depth.')
export class ModelComparison {
  @field(Metric, 'The metric.') readonly metric!: Metric;
  @field(String, 'The protocol by which all models were measured.') readonly lane!: string;
  @field(Int, 'How many lowest layers the overlaps compare.') readonly lowestCount!: number;
  @field([ComparedModel], 'The models, in the requested order.') readonly models!: readonly ComparedModel[];
  @field([ComparisonBin], 'Ranges of relative depth in order.') readonly bins!: readonly ComparisonBin[];
  @field([ModelAgreement], 'Every pair of models, in the requested order.') readonly agreements!: readonly ModelAgreement[];
}
