import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { VerificationState } from '../vocabulary/measurement.ts';
import { ComparabilityKey, Runtime } from './provenance.type.ts';

@outputType(
  'The confidence in the set of lowest layers. Windows were read in random order until the requested confidence was reached, or the text ended.',
)
export class ScoreSettlement {
  @field(Int, 'Number of layers that were asked for.') readonly count!: number;
  @field(Float, 'Confidence that was asked for, 0..1.') readonly confidence!: number;
  @field(Boolean, 'Whether the confidence was reached before the text ended.') readonly isSettled!: boolean;
  @field([Int], 'The layers, lowest first.') readonly lowest!: readonly number[];
  @field(Float, 'Confidence that these are the layers, in any order, 0..1.') readonly setConfidence!: number;
  @field([[Int]], 'Pairs [layer in the set, layer outside it] whose difference this text does not show.')
  readonly open!: readonly (readonly number[])[];
  @field(Int, 'Number of windows that the text has.') readonly available!: number;
}

export const ResamplingUnit = defineEnum('ResamplingUnit', 'Resampling unit of the bootstrap for standard errors and intervals.', {
  DOCUMENT: ['document', 'Documents; used if there are several.'],
  WINDOW: ['window', 'Windows; used if the text is a single document. Intervals may be too narrow.'],
});
export type ResamplingUnit = ValueOf<typeof ResamplingUnit>;

@outputType('The long arrays of a score run; null entries are undefined values.')
export class ScoreRunSeries {
  @Field(() => [Float], { nullable: 'items', description: 'Mean norm of each of the blockCount + 1 states.' })
  readonly hiddenNorm!: readonly (number | null)[];

  @Field(() => [[Float]], { nullable: 'items', description: 'Mean cosine between any two states, (blockCount + 1)².' })
  readonly cosineMatrix!: readonly (readonly (number | null)[])[];

  @Field(() => [[Float]], {
    nullable: 'items',
    description: "Mean angle between any two states at a window's last token, divided by π, (blockCount + 1)².",
  })
  readonly angularLastToken!: readonly (readonly (number | null)[])[];
}

@nodeType('One measurement of every layer of a model revision on one calibration configuration.')
export class ScoreRun extends Node {
  readonly modelKey!: string;
  readonly revisionKey!: string;
  readonly calibrationConfigKey!: string;
  readonly recordingKey!: string | null;

  @field(VerificationState, 'Whether it was measured here or imported: MEASURED or SELF_REPORTED.')
  readonly verification!: VerificationState;
  @field(String, 'Protocol of the run: only runs with the same one may be ranked together.') readonly lane!: string;
  @field(ComparabilityKey, 'Conditions that must be equal before this run is compared with another.')
  readonly comparabilityKey!: ComparabilityKey;
  @field(Runtime, 'Runtime that computed it.') readonly runtime!: Runtime;
  @nullable(ScoreSettlement, 'The confidence in the set of lowest layers; null if the run was to read the whole text.')
  readonly settlement!: ScoreSettlement | null;
  @field(ResamplingUnit, 'Resampling unit of the bootstrap.') readonly resamplingUnit!: ResamplingUnit;
  @field(Int, "Seed of the bootstrap's random generator.") readonly bootstrapSeed!: number;
  @field(Int, 'Number of bootstrap draws; 0 for imported runs.') readonly bootstrapDraws!: number;
  @field(Int, 'Number of scored windows; 0 for imported runs.') readonly windowCount!: number;
  @field(Int, 'Number of scored tokens.') readonly tokenCount!: number;
  @field(Int, 'Number of scored documents; 0 for imported runs.') readonly documentCount!: number;
  @field(Float, 'Speed of the run, tokens per second; 0 for imported runs.') readonly tokensPerSecond!: number;
  @field(Float, 'Sum of the negative log-likelihood over all predicted tokens, nats; 0 for imported runs.') readonly nllSum!: number;
  @field(ScoreRunSeries, 'Its long arrays; request them only if you need them.') readonly series!: ScoreRunSeries;
  @field(GraphQLDateTimeISO, 'When it was stored.') readonly createdAt!: Date;
}
