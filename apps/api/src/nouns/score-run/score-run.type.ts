import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ComparabilityKey, Runtime } from './stored-provenance.ts';

@outputType(
  "What the model's own logits said about the rewriting of its graph, before it was scored. Differences are in standard deviations of the logits.",
)
export class SelfCheck {
  @field(String, 'Definition of the check.') readonly version!: string;
  @field(Float, 'Largest difference between the file as it is and its graph rewritten with every block in place.')
  readonly rewriteDifference!: number;
  @nullable(Int, 'The layer that was removed for the second comparison; null where none can be.') readonly removedBlock!: number | null;
  @nullable(Float, 'Largest difference between passing that layer by and the graph without it.') readonly gateDifference!: number | null;
  @field(Float, 'Largest difference that is taken for rounding.') readonly limit!: number;
  @field(Boolean, 'Whether every difference is within the limit; runs that fail are not stored.') readonly passed!: boolean;
}

export const ResamplingUnit = defineEnum('ResamplingUnit', 'What the bootstrap behind standard errors and intervals drew.', {
  DOCUMENT: ['document', 'Documents: the sound choice where there are several.'],
  WINDOW: ['window', 'Windows: the text is a single document, so intervals may be too narrow.'],
});
export type ResamplingUnit = ValueOf<typeof ResamplingUnit>;

@nodeType('One measurement of every layer of a model revision on one calibration configuration.')
export class ScoreRun extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;
  readonly revisionKey!: string;
  readonly calibrationConfigKey!: string;
  readonly studyKey!: string | null;
  readonly importKey!: string | null;

  @field(String, 'Runs of one lane may be ranked together across models.') readonly lane!: string;
  @field(ComparabilityKey, 'What must agree before this run is compared with another.') readonly comparabilityKey!: ComparabilityKey;
  @field(Runtime, 'What computed it.') readonly runtime!: Runtime;
  @nullable(SelfCheck, 'The check of the graph that came before; null in runs from before it was done.')
  readonly selfCheck!: SelfCheck | null;
  @field(ResamplingUnit, 'What the bootstrap drew.') readonly resamplingUnit!: ResamplingUnit;
  @field(Int, "Seed of the bootstrap's generator.") readonly bootstrapSeed!: number;
  @field(Int, 'Draws of the bootstrap; 0 for imported runs.') readonly bootstrapDraws!: number;
  @field(Int, 'Windows scored; 0 for imported runs.') readonly windowCount!: number;
  @field(Int, 'Tokens scored.') readonly tokenCount!: number;
  @field(Int, 'Documents scored; 0 for imported runs.') readonly documentCount!: number;
  @field(Float, 'Speed of the run, tokens per second; 0 for imported runs.') readonly tokensPerSecond!: number;
  @field(Float, 'Sum of the negative log-likelihood over all predicted tokens, nats; 0 for imported runs.') readonly nllSum!: number;
  @field(GraphQLDateTimeISO, 'When it was stored.') readonly createdAt!: Date;
}
