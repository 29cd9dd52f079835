import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { Runtime } from '../score-run/stored-provenance.ts';

@outputType('Repeated measurements of one quantity.')
export class Spread {
  @field(Float, 'Median of the repetitions.') readonly median!: number;
  @field(Float, 'Lowest repetition.') readonly low!: number;
  @field(Float, 'Highest repetition.') readonly high!: number;
}

@nodeType(
  'Speed and memory of a model, dense (pruning is null) or pruned, on one machine. Only rows with one machineDigest, batch and lengths compare.',
)
export class Efficiency extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;
  readonly revisionKey!: string;
  readonly pruningKey!: string | null;

  @field(String, 'Name of the machine that measured.') readonly machine!: string;
  @field(String, 'SHA-256 over machine, device, provider, runtime version and threads: rows that share it compare.')
  readonly machineDigest!: string;
  @field(Runtime, 'What computed; precision is that of the weights.') readonly runtime!: Runtime;
  @field(Int, 'Removed layers; 0 = dense.') readonly removedCount!: number;
  @field(Int, 'Texts side by side.') readonly batch!: number;
  @field(Int, 'Tokens of every prompt.') readonly promptTokens!: number;
  @field(Int, 'Tokens written after every prompt.') readonly generatedTokens!: number;
  @field(Int, 'Runs before those that count.') readonly warmUps!: number;
  @field(Int, 'Runs that count.') readonly repetitions!: number;
  @field(
    Boolean,
    'Whether no other job ran on the machine meanwhile; false in rows from before that was looked at, whose speeds mean little.',
  )
  readonly measuredAlone!: boolean;
  @field(Spread, 'Prompt tokens of all texts per second.') readonly prefillTokensPerSecond!: Spread;
  @nullable(Spread, 'Written tokens of all texts per second, with the KV cache; null for a model without caches.')
  readonly decodeTokensPerSecond!: Spread | null;
  @field(GraphQLSafeInt, 'Largest resident memory of a process that does nothing else, weights included; bytes.')
  readonly peakMemoryBytes!: number;
  @field(GraphQLSafeInt, 'The same before the model was opened; bytes.') readonly baseMemoryBytes!: number;
  @field(GraphQLSafeInt, 'All weights that are read, as they are stored; bytes.') readonly weightsBytes!: number;
  @field(GraphQLSafeInt, 'Number of parameters.') readonly parameterCount!: number;
  @nullable(Int, 'What the caches of one text grow by with every token, bytes; null without caches.')
  readonly cacheBytesPerToken!: number | null;
  @field(GraphQLDateTimeISO, 'When it was stored.') readonly createdAt!: Date;
}
