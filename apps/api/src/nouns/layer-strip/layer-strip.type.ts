import type { DepthRank, LayerOperation as Operation, ReadingPair } from '@lamina/metrics';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { PublishedSource } from '../published-layer/published-layer.type.ts';

/** The value is the name in the metrics package. */
export const LayerOperation = defineEnum(
  'LayerOperation',
  'An operation that is done to one layer at a time. Each is a measurement of its own: never averaged, never merged.',
  {
    REMOVED: ['removed', 'The layer is removed: what the loss or the perplexity of the model rises by.'],
    ROUNDED_KL: ['rounded-kl', 'The layer is rounded: KL divergence of what the model predicts.'],
    ROUNDED_PERPLEXITY: ['rounded-perplexity', 'The layer is rounded: what the perplexity rises by.'],
    INFLUENCE: ['influence', 'Nothing is changed: how much the layer turns the residual stream, by a cosine.'],
  } satisfies Record<string, readonly [Operation, string]>,
);
export type LayerOperation = ValueOf<typeof LayerOperation>;

/** The value is the name in the metrics package. */
export const LayerReadingPair = defineEnum('LayerReadingPair', 'The difference between two readings of the layers of one model.', {
  SOURCES: ['sources', 'The same operation, measured by another source.'],
  TUNING: ['tuning', 'The same operation on the base model and on its instruct form.'],
  OPERATIONS: ['operations', 'Removal and influence.'],
  METRICS: ['metrics', 'KL divergence and perplexity of the same rounding.'],
} satisfies Record<string, readonly [ReadingPair, string]>);
export type LayerReadingPair = ValueOf<typeof LayerReadingPair>;

@outputType(
  'One model under one operation: a value and a rank for every layer. Ranks compare within the model; values of two models do not.',
)
export class LayerStrip {
  @field(String, 'Short name of the model.') readonly slug!: string;
  @field(String, 'Display name of the model.') readonly name!: string;
  @nullable(String, 'Name on the hub, as org/name.') readonly hubId!: string | null;
  @field(String, 'The group it stands in: models that share a recipe, or what was measured here.') readonly group!: string;
  @nullable(String, 'Who made the model, where the group does not say it.') readonly maker!: string | null;
  @nullable(Float, 'Number of parameters.') readonly parameterCount!: number | null;
  @field(String, "'dense' or 'mixture' (of experts).") readonly kind!: string;
  @field(Int, 'Number of layers.') readonly blockCount!: number;
  @field(Boolean, 'Whether it was measured here; otherwise it has a source.') readonly isMeasured!: boolean;
  @nullable(PublishedSource, 'Who published it or handed it in; null where it was measured here.') readonly source!: PublishedSource | null;
  @field(Boolean, 'Whether it was handed in and a sample of it was measured again; `contributions` say by whom and how far it differs.')
  readonly isVerified!: boolean;
  @nullable(
    String,
    'Licence of the values: of their source, or of the release that published what was measured here; null if none states it.',
  )
  readonly licence!: string | null;
  @field(String, "Exactly what was done, as 'remove' or 'round:iq1_kt'.") readonly method!: string;
  @field(String, 'The measured quantity, in words.') readonly metric!: string;
  @field(String, 'Unit of the values: what stands after the number.') readonly unitOfValue!: string;
  @nullable(String, 'The text of the measurement.') readonly text!: string | null;
  @field([Int], 'Indices of the layers that have a value, ascending, 0-based. The others are missing in the source.')
  readonly layers!: readonly number[];
  @field([Float], 'Their values.') readonly values!: readonly number[];
  @field([Float], 'Their ranks within the model: 1 = matters least; ties share the mean of their ranks.')
  readonly ranks!: readonly number[];
  @field([Int], 'All layers in order, that which matters least first.') readonly order!: readonly number[];
  @field(Float, 'Relative depth of the layer that matters least: (index + ½) ÷ number of layers.') readonly leastDepth!: number;
  @field(Boolean, 'Whether the titles and the curve count it.') readonly isCounted!: boolean;
  @nullable(String, 'Why they do not.') readonly reason!: string | null;
}

@outputType(
  'How much layers matter at one depth, over the counted models: shares of their ranks, 0 = matters least in its model, 1 = most.',
)
export class LayerDepthRank implements DepthRank {
  @field(Float, 'Relative depth: the middle of one of 24 stretches.') readonly depth!: number;
  @field(Float, 'A quarter of the models lies below.') readonly low!: number;
  @field(Float, 'Median.') readonly median!: number;
  @field(Float, 'A quarter of the models lies above.') readonly high!: number;
}

@outputType('Models that are shown but not counted, with the reason.')
export class UncountedModels {
  @field(String, 'Why they are not counted.') readonly reason!: string;
  @field([String], 'Their names.') readonly models!: readonly string[];
}

@outputType('A fact that the operation does not show, measured by somebody.')
export class LayerCaveat {
  @field(String, 'The fact as a sentence.') readonly text!: string;
  @field(String, 'Who measured it.') readonly source!: string;
  @nullable(String, 'Where.') readonly url!: string | null;
}

@outputType('How far two readings of one model agree.')
export class LayerReading {
  @field(String, 'The model.') readonly name!: string;
  @field(Float, "Spearman's rank correlation of its layers, −1 to 1: 1 = the same order.") readonly correlation!: number;
}

@outputType('How far two readings of the layers of many models agree.')
export class LayerReadingAgreement {
  @field(LayerReadingPair, 'The difference between the readings.') readonly pair!: LayerReadingPair;
  @field(String, 'The same in words.') readonly label!: string;
  @field([LayerReading], 'One entry a model, the lowest correlation first.') readonly models!: readonly LayerReading[];
  @field(Float, 'Lowest correlation.') readonly lowest!: number;
  @field(Float, 'Median of the correlations.') readonly median!: number;
  @field(Float, 'Highest correlation.') readonly highest!: number;
}

@outputType('Whether different ways to ask the same model agree.')
export class LayerReadings {
  @field(String, 'The finding.') readonly title!: string;
  @field(String, 'The measurements behind it.') readonly detail!: string;
  @field([LayerReadingAgreement], 'One for each difference between readings.') readonly agreements!: readonly LayerReadingAgreement[];
}

@outputType('Published numbers that are left out of the data, with the reason.')
export class LeftOutNumbers {
  @field(String, 'Short name of the source.') readonly source!: string;
  @field(String, 'The models.') readonly model!: string;
  @field(String, 'The measured quantity, and the kind of rounding or file.') readonly what!: string;
  @field(String, 'Why it is left out.') readonly reason!: string;
}

@outputType('The picture of many models under one operation: which layers matter least, with titles that are computed from the values.')
export class LayerStrips {
  @field(LayerOperation, 'The operation.') readonly operation!: LayerOperation;
  @field(String, 'The operation in words.') readonly label!: string;
  @field(String, 'The finding, with its number of models.') readonly title!: string;
  @field(String, 'The measurements behind it.') readonly detail!: string;
  @nullable(LayerCaveat, 'A fact that the operation does not show.') readonly caveat!: LayerCaveat | null;
  @field(Int, 'Models that the titles and the curve count.') readonly countedModels!: number;
  @field(Int, 'Generations of these models.') readonly countedGenerations!: number;
  @nullable(Float, 'Where the layer lies that matters least, over the counted models: least relative depth.') readonly leastDepthLow!:
    | number
    | null;
  @nullable(Float, 'The same: greatest relative depth.') readonly leastDepthHigh!: number | null;
  @field([LayerDepthRank], 'Median and middle half by depth; empty below five models, which are too few.')
  readonly curve!: readonly LayerDepthRank[];
  @field([LayerStrip], 'The models in groups: measured here first, then by maker and generation, within a group by size.')
  readonly strips!: readonly LayerStrip[];
  @field([UncountedModels], 'Models that are shown but not counted.') readonly notCounted!: readonly UncountedModels[];
  @field([String], 'Models that have values for another operation only.') readonly without!: readonly string[];
  @field(Int, 'Models with values for any operation.') readonly modelCount!: number;
  @field(Int, 'Cells of all pictures: layers of shown models under all operations.') readonly cellCount!: number;
}
