import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { Strategy } from '../vocabulary/strategy.ts';

export const QuantizationOrder = defineEnum(
  'QuantizationOrder',
  'Which came first. Weights are rounded one by one, so that the same layers give the same model in both orders: the orders differ in whose scores choose them.',
  {
    DENSE: 'No layer is removed.',
    QUANTIZE_THEN_REMOVE: "The layers were chosen by this form's own scores.",
    REMOVE_THEN_QUANTIZE: "The layers were chosen by the original's scores.",
  },
);
export type QuantizationOrder = ValueOf<typeof QuantizationOrder>;

@outputType('One metric of one benchmark of a form of a model.')
export class QuantizationCell {
  @field(String, 'Name of the benchmark.') readonly benchmark!: string;
  @field(String, "Name of the metric: 'acc', or 'word_perplexity' of a text.") readonly metric!: string;
  @field(Float, 'Its value.') readonly value!: number;
  @nullable(Float, 'Its standard error.') readonly standardError!: number | null;
}

@outputType('One precision with so many layers removed.')
export class QuantizationRow {
  @field(String, 'Short name of the model in this precision.') readonly model!: string;
  @field(String, 'What its weights are stored as.') readonly precision!: string;
  @field(QuantizationOrder, 'Which came first.') readonly order!: QuantizationOrder;
  @nullable(Strategy, 'Strategy that chose the layers; null for the dense model.') readonly strategy!: Strategy | null;
  @field(Int, 'Removed layers.') readonly removedCount!: number;
  @field([Int], 'The removed layers, ascending.') readonly removed!: readonly number[];
  @nullable(Float, 'Mean accuracy over the multiple-choice benchmarks that every row with one has; null without any.')
  readonly averageAccuracy!: number | null;
  @nullable(Float, 'Word perplexity, geometric mean over the perplexity texts that every row with one has; null without any.')
  readonly perplexity!: number | null;
  @field([QuantizationCell], 'Every benchmark, by name.') readonly cells!: readonly QuantizationCell[];
  @nullable(GraphQLSafeInt, 'Bytes of all weights; null where efficiency was not measured.') readonly weightsBytes!: number | null;
  @nullable(Float, 'Prompt tokens per second, one text at a time, median; null where it was not measured.')
  readonly prefillTokensPerSecond!: number | null;
  @nullable(Float, 'Written tokens per second, one text at a time, median; null where it was not measured.')
  readonly decodeTokensPerSecond!: number | null;
  @nullable(String, 'Machine that measured the speeds.') readonly machine!: string | null;
}

@outputType('A model and its quantized forms, with and without layers: do quantization and removal go together?')
export class QuantizationTable {
  @nullable(String, 'Lane of the evaluations; null when there are none.') readonly lane!: string | null;
  @field(Boolean, 'Whether all speeds come from one machine, device, provider and number of threads; otherwise they do not compare.')
  readonly isOneMachine!: boolean;
  @field([QuantizationRow], 'Rows by precision (the original first), removed layers and order.') readonly rows!: readonly QuantizationRow[];
}
