import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';
import { ComparabilityKey, Runtime } from '../score-run/stored-provenance.ts';

/** Where the interval of a difference comes from; the value is the name that the benchmarks package uses. */
export const DifferenceMethod = defineEnum('DifferenceMethod', 'Where the interval of a difference comes from.', {
  PAIRED_NORMAL: ['paired-normal', 'Mean of the per-document differences ± 1.96 of its standard errors: metrics that are means.'],
  DOCUMENT_BOOTSTRAP: ['document-bootstrap', 'Percentiles over 1,000 draws of whole documents, the same for both models: perplexities.'],
});
export type DifferenceMethod = ValueOf<typeof DifferenceMethod>;

@outputType("A pruned model's value minus the dense model's, over the same documents.")
export class PairedDifference {
  @field(Float, "The difference, in the metric's unit.") readonly value!: number;
  @nullable(Float, 'Its standard error; null with a single document.') readonly standardError!: number | null;
  @nullable(ConfidenceInterval, 'Its 95 % interval; null where the standard error is.')
  readonly confidenceInterval!: ConfidenceInterval | null;
  @field(DifferenceMethod, 'Where the interval comes from.') readonly method!: DifferenceMethod;
}

@outputType('Where an evaluation comes from.')
export class EvaluationProvenance {
  @field(String, "'scorer' when this platform measured it, otherwise the format it was imported from.") readonly source!: string;
  @field(Runtime, 'What computed it.') readonly runtime!: Runtime;
  @field(ComparabilityKey, 'What must agree before it is compared with another.') readonly comparabilityKey!: ComparabilityKey;
}

@nodeType('One metric of one benchmark on one model, dense (pruning is null) or pruned.')
export class Evaluation extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;
  readonly revisionKey!: string;
  readonly pruningKey!: string | null;
  readonly benchmarkKey!: string;
  readonly denseKey!: string | null;
  readonly importKey!: string | null;

  @field(String, "Name of the metric: 'acc', 'acc_norm', 'word_perplexity' or 'bits_per_byte'.") readonly metric!: string;
  @field(Int, 'Solved examples put before each question.') readonly shots!: number;
  @field(Float, 'The value.') readonly value!: number;
  @nullable(Float, 'Standard error of the value; null where the metric has none.') readonly standardError!: number | null;
  @nullable(
    Float,
    'Value / value of the dense model in the same lane. 1 = nothing lost; for perplexity, where lower is better, above 1 is a loss. Null for a dense row.',
  )
  readonly retention!: number | null;
  @nullable(Float, 'Standard error of the retention, from paired per-sample differences.') readonly retentionStandardError!: number | null;
  @nullable(PairedDifference, 'Value − dense value over the same documents. Null for a dense row and for rows from before it was kept.')
  readonly difference!: PairedDifference | null;
  @nullable(Int, 'Documents that only the dense model got right; null where the metric is not 0/1.') readonly lostCount!: number | null;
  @nullable(Int, 'Documents that only the pruned model got right; null where the metric is not 0/1.') readonly gainedCount!: number | null;
  @nullable(Float, "Exact two-sided p of McNemar's test of lostCount against gainedCount; null where the metric is not 0/1.")
  readonly mcNemarP!: number | null;
  @field(Int, 'Documents answered; 0 where an imported file does not tell.') readonly sampleCount!: number;
  @field(String, 'Evaluations of one lane may be ranked together.') readonly lane!: string;
  @field(EvaluationProvenance, 'Where it comes from.') readonly provenance!: EvaluationProvenance;
  @field(GraphQLDateTimeISO, 'When it was stored.') readonly createdAt!: Date;
}
