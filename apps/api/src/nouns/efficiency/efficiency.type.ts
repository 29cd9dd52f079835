import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { Runtime } from '../score-run/stored-provenance.ts';

/** Repeated measurements of one quantity. */
@ObjectType({ simpleResolvers: true, description: 'Repeated measurements of one quantity.' })
export class Spread {
  @Field(() => Float, { description: 'Median of the repetitions.' })
  readonly median!: number;

  @Field(() => Float, { description: 'Lowest repetition.' })
  readonly low!: number;

  @Field(() => Float, { description: 'Highest repetition.' })
  readonly high!: number;
}

/** Speed and memory of one form of a model on one machine. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'Speed and memory of a model, dense (pruning is null) or pruned, on one machine. Only rows with one machineDigest, batch and lengths compare.',
})
export class Efficiency extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;
  readonly revisionKey!: string;
  readonly pruningKey!: string | null;

  @Field(() => String, { description: 'Name of the machine that measured.' })
  readonly machine!: string;

  @Field(() => String, { description: 'SHA-256 over machine, device, provider, runtime version and threads: rows that share it compare.' })
  readonly machineDigest!: string;

  @Field(() => Runtime, { description: 'What computed; precision is that of the weights.' })
  readonly runtime!: Runtime;

  @Field(() => Int, { description: 'Removed layers; 0 = dense.' })
  readonly removedCount!: number;

  @Field(() => Int, { description: 'Texts side by side.' })
  readonly batch!: number;

  @Field(() => Int, { description: 'Tokens of every prompt.' })
  readonly promptTokens!: number;

  @Field(() => Int, { description: 'Tokens written after every prompt.' })
  readonly generatedTokens!: number;

  @Field(() => Int, { description: 'Runs before those that count.' })
  readonly warmUps!: number;

  @Field(() => Int, { description: 'Runs that count.' })
  readonly repetitions!: number;

  @Field(() => Spread, { description: 'Prompt tokens of all texts per second.' })
  readonly prefillTokensPerSecond!: Spread;

  @Field(() => Spread, {
    nullable: true,
    description: 'Written tokens of all texts per second, with the KV cache; null for a model without caches.',
  })
  readonly decodeTokensPerSecond!: Spread | null;

  @Field(() => GraphQLSafeInt, { description: 'Largest resident memory of a process that does nothing else, weights included; bytes.' })
  readonly peakMemoryBytes!: number;

  @Field(() => GraphQLSafeInt, { description: 'The same before the model was opened; bytes.' })
  readonly baseMemoryBytes!: number;

  @Field(() => GraphQLSafeInt, { description: 'All weights that are read, as they are stored; bytes.' })
  readonly weightsBytes!: number;

  @Field(() => GraphQLSafeInt, { description: 'Number of parameters.' })
  readonly parameterCount!: number;

  @Field(() => Int, { nullable: true, description: 'What the caches of one text grow by with every token, bytes; null without caches.' })
  readonly cacheBytesPerToken!: number | null;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was stored.' })
  readonly createdAt!: Date;
}
