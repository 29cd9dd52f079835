import type { FormCell, FormRow } from '@lamina/benchmarks';
import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { Strategy } from '../vocabulary/removal.ts';

/** The value is the name in the benchmarks package. */
export const QuantizationOrder = defineEnum(
  'QuantizationOrder',
  'Order of quantization and removal. Each weight is rounded independently, so both orders give the same model for the same layers. They differ only in the scores that choose the layers.',
  {
    DENSE: ['dense', 'No layer is removed.'],
    QUANTIZE_THEN_REMOVE: ['quantize-then-remove', 'Quantize first: the layers were chosen by the scores of the quantized form.'],
    REMOVE_THEN_QUANTIZE: ['remove-then-quantize', "Remove first: the layers were chosen by the original's scores."],
  },
);
export type QuantizationOrder = ValueOf<typeof QuantizationOrder>;

@outputType('One metric of one benchmark for one form of a model.')
export class QuantizationCell implements FormCell {
  @field(String, 'Name of the benchmark.') readonly benchmark!: string;
  @field(String, "Name of the metric: 'acc', or 'word_perplexity' for a text.") readonly metric!: string;
  @field(Float, 'Its value.') readonly value!: number;
  @nullable(Float, 'Its standard error.') readonly standardError!: number | null;
}

@outputType('One precision with one number of removed layers.')
export class QuantizationRow implements FormRow {
  @field(String, 'Short name of the model in this precision.') readonly model!: string;
  @field(String, 'Precision of the stored weights.') readonly precision!: string;
  @field(QuantizationOrder, 'Order of quantization and removal.') readonly order!: QuantizationOrder;
  @nullable(Strategy, 'Strategy that chose the layers; null for the dense model.') readonly strategy!: Strategy | null;
  @field(Int, 'Number of removed layers.') readonly removedCount!: number;
  @field([Int], 'The removed layers, ascending.') readonly removed!: readonly number[];
  @nullable(Float, 'Mean accuracy over the multiple-choice benchmarks that all rows have in common; null if there are none.')
  readonly averageAccuracy!: number | null;
  @nullable(Float, 'Word perplexity, geometric mean over the perplexity texts that all rows have in common; null if there are none.')
  readonly perplexity!: number | null;
  @field([QuantizationCell], 'All benchmarks, sorted by name.') readonly cells!: readonly QuantizationCell[];
  @nullable(GraphQLSafeInt, 'Bytes of all weights; null if they are not known.') readonly weightsBytes!: number | null;
  @nullable(Float, 'Prompt tokens per second for a single text, median; null if it was not measured.')
  readonly prefillTokensPerSecond!: number | null;
  @nullable(Float, 'Generated tokens per second for a single text, median; null if it was not measured.')
  readonly decodeTokensPerSecond!: number | null;
  @nullable(String, 'Machine that measured the speeds.') readonly machine!: string | null;
}

@outputType('A model and its quantized forms, with and without removed layers. It shows whether quantization and removal can be combined.')
export class QuantizationTable {
  @nullable(String, 'Protocol of the evaluations; null if there are none.') readonly lane!: string | null;
  @field(Boolean, 'Whether all speeds come from one machine, device, provider and number of threads. If not, they are not comparable.')
  readonly isOneMachine!: boolean;
  @field([QuantizationRow], 'Rows by precision (the original first), removed layers and order.') readonly rows!: readonly QuantizationRow[];
}
