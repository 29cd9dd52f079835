import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { createConnectionType } from '../../paging/create-connection-type.ts';
import { ComparabilityKey } from './comparability-key.type.ts';
import { ResamplingUnit } from './resampling-unit.ts';
import { Runtime } from './runtime.type.ts';
import { SelfCheck } from './self-check.type.ts';

/** One measurement of every layer of a model. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'One measurement of every layer of a model revision on one calibration configuration.',
})
export class ScoreRun extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;
  readonly revisionKey!: string;
  readonly calibrationConfigKey!: string;
  readonly studyKey!: string | null;
  readonly importKey!: string | null;

  @Field(() => String, { description: 'Runs of one lane may be ranked together across models.' })
  readonly lane!: string;

  @Field(() => ComparabilityKey, { description: 'What must agree before this run is compared with another.' })
  readonly comparabilityKey!: ComparabilityKey;

  @Field(() => Runtime, { description: 'What computed it.' })
  readonly runtime!: Runtime;

  @Field(() => SelfCheck, { nullable: true, description: 'The check of the graph that came before; null in runs from before it was done.' })
  readonly selfCheck!: SelfCheck | null;

  @Field(() => ResamplingUnit, { description: 'What the bootstrap drew.' })
  readonly resamplingUnit!: ResamplingUnit;

  @Field(() => Int, { description: "Seed of the bootstrap's generator." })
  readonly bootstrapSeed!: number;

  @Field(() => Int, { description: 'Draws of the bootstrap; 0 for imported runs.' })
  readonly bootstrapDraws!: number;

  @Field(() => Int, { description: 'Windows scored; 0 for imported runs.' })
  readonly windowCount!: number;

  @Field(() => Int, { description: 'Tokens scored.' })
  readonly tokenCount!: number;

  @Field(() => Int, { description: 'Documents scored; 0 for imported runs.' })
  readonly documentCount!: number;

  @Field(() => Float, { description: 'Speed of the run, tokens per second; 0 for imported runs.' })
  readonly tokensPerSecond!: number;

  @Field(() => Float, { description: 'Sum of the negative log-likelihood over all predicted tokens, nats; 0 for imported runs.' })
  readonly nllSum!: number;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was stored.' })
  readonly createdAt!: Date;
}

/** A page of score runs. */
export const ScoreRunConnection = createConnectionType('ScoreRun', ScoreRun);
