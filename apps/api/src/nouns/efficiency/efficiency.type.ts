import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { NumberInterval } from '../../paging/interval.type.ts';
import { Runtime } from '../score-run/provenance.type.ts';

@outputType('Repeated measurements of one quantity.')
export class Spread {
  @field(Float, 'Median of the repetitions.') readonly median!: number;
  @field(Float, 'Lowest repetition.') readonly low!: number;
  @field(Float, 'Highest repetition.') readonly high!: number;
}

@outputType(
  'Speed of a pruned model compared with the dense one. Both were measured with the same machine, device, provider, threads, batch and lengths.',
)
export class EfficiencyComparison {
  @nullable(Float, 'Prompt tokens per second ÷ those of the dense model, measured alternately: above 1 = faster; null if they were not.')
  readonly prefillSpeedup!: number | null;
  @nullable(NumberInterval, '95 % interval of prefillSpeedup over the rounds. If it contains 1, no difference was shown.')
  readonly prefillSpeedupInterval!: NumberInterval | null;
  @nullable(Float, 'Generated tokens per second ÷ those of the dense model, measured alternately; null if not, or without a cache.')
  readonly decodeSpeedup!: number | null;
  @nullable(NumberInterval, '95 % interval of decodeSpeedup over the rounds. If it contains 1, no difference was shown.')
  readonly decodeSpeedupInterval!: NumberInterval | null;
}

@nodeType(
  'Speed and memory of a dense model (pruning is null) or of a pruned model on one machine. Rows are comparable only if machineDigest, batch and lengths are equal.',
)
export class Efficiency extends Node {
  readonly modelKey!: string;
  readonly pruningKey!: string | null;

  @field(String, 'Name of the machine that measured.') readonly machine!: string;
  @field(String, 'SHA-256 over machine, device, provider, runtime version and threads. Rows are comparable only if it is equal.')
  readonly machineDigest!: string;
  @field(Runtime, 'Runtime that computed it; its precision is that of the weights.') readonly runtime!: Runtime;
  @field(Int, 'Number of removed layers; 0 = dense.') readonly removedCount!: number;
  @field(Int, 'Batch size: texts that run together.') readonly batch!: number;
  @field(Int, 'Tokens per prompt.') readonly promptTokens!: number;
  @field(Int, 'Tokens generated after each prompt.') readonly generatedTokens!: number;
  @field(Int, 'How often the models were opened anew. Intervals are over the rounds; 1 = one session only.') readonly rounds!: number;
  @field(
    Boolean,
    'True if no other job ran on the machine at the same time. False also in old rows that did not record this; do not rely on their speeds.',
  )
  readonly measuredAlone!: boolean;
  @field(Spread, 'Prompt tokens per second over all texts.') readonly prefillTokensPerSecond!: Spread;
  @nullable(Spread, 'Generated tokens per second over all texts, with the KV cache; null if the model has no cache.')
  readonly decodeTokensPerSecond!: Spread | null;
  @field(GraphQLSafeInt, 'Peak resident memory of a separate process for this measurement, including weights; bytes.')
  readonly peakMemoryBytes!: number;
  @field(GraphQLSafeInt, 'Size of all weights that are read, as stored; bytes.') readonly weightsBytes!: number;
  @nullable(Int, 'Growth of the KV cache of one text per token, in bytes; null if the model has no cache.')
  readonly cacheBytesPerToken!: number | null;
  @nullable(
    EfficiencyComparison,
    'The speed of the pruned model compared with the dense one; null for a dense row, and if they were not compared.',
  )
  readonly comparedWithDense!: EfficiencyComparison | null;
}
