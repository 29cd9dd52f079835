import type { PredictedProfile, PredictionScore, Relation, Scheme } from '@lamina/metrics';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { PublishedSource } from '../published-layer/published-layer.type.ts';

/** The value is the name in the metrics package. */
export const PredictionRelation = defineEnum('PredictionRelation', 'How a neighbour is related to a model, the nearest relation first.', {
  SAME_SHAPE: ['same shape', 'Same generation, architecture, number of layers and hidden size.'],
  SAME_GENERATION: ['same generation', 'Same generation, another size.'],
  SAME_MAKER: ['same maker', 'Another generation of the same maker.'],
  OTHER_MAKER: ['other maker', 'A model of another maker.'],
} satisfies Record<string, readonly [Relation, string]>);
export type PredictionRelation = ValueOf<typeof PredictionRelation>;

/** The value is the name in the metrics package. */
export const PredictionScheme = defineEnum('PredictionScheme', 'The models that are left out of a prediction.', {
  LEAVE_MODEL_OUT: ['leaveModelOut', 'The model itself.'],
  LEAVE_GENERATION_OUT: ['leaveGenerationOut', 'All models of its generation.'],
  LEAVE_MAKER_OUT: ['leaveMakerOut', 'All models of its maker.'],
} satisfies Record<string, readonly [Scheme, string]>);
export type PredictionScheme = ValueOf<typeof PredictionScheme>;

@outputType('How well the profile of a published model is predicted from others.')
export class ModelPredictionScore implements PredictionScore {
  @field(String, 'The predicted model.') readonly name!: string;
  @field(String, 'The model that it is predicted from.') readonly neighbour!: string;
  @field(PredictionRelation, 'How the neighbour is related to it.') readonly relation!: PredictionRelation;
  @nullable(Float, 'Rank correlation of prediction and measurement over all layers, −1 to 1.') readonly spearman!: number | null;
  @nullable(Float, 'The same without the first and the last layer.') readonly spearmanInner!: number | null;
  @field(Int, 'How many of the five layers with the lowest prediction are among the five lowest measured, 0 to 5.') readonly hits!: number;
}

@outputType('Scores of the predictor by one scheme.')
export class PredictionSchemeScores {
  @field(PredictionScheme, 'The models that are left out of a prediction.') readonly scheme!: PredictionScheme;
  @nullable(Float, 'Median rank correlation over all layers.') readonly spearman!: number | null;
  @nullable(Float, 'Median rank correlation without the first and the last layer.') readonly spearmanInner!: number | null;
  @field(Float, 'Mean share of the five lowest layers that is found, 0 to 1.') readonly hitRate!: number;
  @field([ModelPredictionScore], 'One score per model.') readonly models!: readonly ModelPredictionScore[];
}

@outputType('Scores of the predictor: every published model predicted from the others. A benchmark that others can beat.')
export class PredictionBenchmark {
  @field([PredictionSchemeScores], 'The scores by scheme.') readonly schemes!: readonly PredictionSchemeScores[];
  @field(PublishedSource, 'Who published the profiles.') readonly source!: PublishedSource;
}

@outputType('A profile that was predicted from a configuration alone.')
export class Prediction implements Omit<PredictedProfile, 'leaveOneOut'> {
  @field(String, 'The model, as it was given.') readonly name!: string;
  @field(Int, 'Number of layers.') readonly blockCount!: number;
  @field(String, 'The prediction as a sentence, with its error; or that it is not known, and why.') readonly sentence!: string;
  @field(String, 'The published model whose profile is spread over the layers.') readonly neighbour!: string;
  @field(PredictionRelation, 'How the neighbour is related to the model.') readonly relation!: PredictionRelation;
  @nullable(
    [Float],
    'How much rounding each layer is predicted to change the model, as a multiple of the geometric mean over the inner layers. Null = not known: no model of its generation is published.',
  )
  readonly sensitivity!: readonly number[] | null;
  @nullable([Int], 'The five layers that are predicted to tolerate rounding best; null = not known.') readonly mostTolerant!:
    | readonly number[]
    | null;
  @field([ModelPredictionScore], 'The error: how well published models with a neighbour of the same relation are predicted, each left out.')
  readonly leaveOneOut!: readonly ModelPredictionScore[];
  @field(PublishedSource, 'Who published the profiles.') readonly source!: PublishedSource;
}
