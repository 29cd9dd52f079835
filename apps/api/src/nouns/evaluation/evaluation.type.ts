import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';
import { ComparabilityKey, Runtime } from '../score-run/provenance.type.ts';
import { VerificationState } from '../vocabulary/measurement.ts';

/** Method behind the interval of a difference; the value is the name in the benchmarks package. */
export const DifferenceMethod = defineEnum('DifferenceMethod', 'Method behind the interval of a difference.', {
  PAIRED_NORMAL: ['paired-normal', 'For metrics that are means: mean of the per-document differences ± 1.96 standard errors.'],
  DOCUMENT_BOOTSTRAP: ['document-bootstrap', 'For perplexities: percentiles over 1,000 bootstrap draws of documents, shared by both.'],
});
export type DifferenceMethod = ValueOf<typeof DifferenceMethod>;

@outputType('Value of a pruned model minus value of the dense model, over the same documents.')
export class PairedDifference {
  @field(Float, "The difference, in the metric's unit.") readonly value!: number;
  @nullable(Float, 'Its standard error; null if there is only one document.') readonly standardError!: number | null;
  @nullable(ConfidenceInterval, 'Its 95 % interval; null if the standard error is null.')
  readonly confidenceInterval!: ConfidenceInterval | null;
  @field(DifferenceMethod, 'Method behind the interval.') readonly method!: DifferenceMethod;
}

@outputType('The share of the score above chance that a pruned model keeps: (value − chance) ÷ (dense value − chance).')
export class RetentionAboveChance {
  @field(Float, 'The retention above chance; below 0 = worse than guessing.') readonly value!: number;
  @nullable(Float, 'Its standard error, never below one changed answer in n + 2 documents.') readonly standardError!: number | null;
  @nullable(ConfidenceInterval, 'Its 95 % interval; null if the standard error is null.')
  readonly confidenceInterval!: ConfidenceInterval | null;
}

@outputType(
  'Share of documents whose answer is right in only one of the two models (flips, arXiv 2407.09141). An accuracy can stay the same while many answers change.',
)
export class ChangedAnswers {
  @field(Float, 'The share, 0 to 1.') readonly share!: number;
  @field(ConfidenceInterval, 'Its 95 % interval (Wilson).') readonly confidenceInterval!: ConfidenceInterval;
}

@outputType('Origin of an evaluation.')
export class EvaluationProvenance {
  @field(String, "'scorer' if this platform measured it, otherwise the format of the import.") readonly source!: string;
  @field(Runtime, 'Runtime that computed it.') readonly runtime!: Runtime;
  @field(ComparabilityKey, 'Conditions that must be equal before it is compared with another evaluation.')
  readonly comparabilityKey!: ComparabilityKey;
}

@nodeType('One metric of one benchmark on a dense model (pruning is null) or a pruned model.')
export class Evaluation extends Node {
  readonly modelKey!: string;
  readonly pruningKey!: string | null;
  readonly benchmarkKey!: string;
  readonly denseKey!: string | null;
  readonly recordingKey!: string | null;

  @field(
    String,
    "Name of the metric, for example 'acc', 'acc_norm', or 'word_perplexity' of a task of lm-evaluation-harness. Losses on text that are compared are text evaluations.",
  )
  readonly metric!: string;
  @field(Int, 'Number of solved examples (shots) before each question.') readonly shots!: number;
  @field(Float, 'The value.') readonly value!: number;
  @nullable(Float, 'Standard error of the value; null if the metric has none.') readonly standardError!: number | null;
  @nullable(
    Float,
    'Value ÷ value of the dense model, measured by the same protocol. 1 = no loss. For word_perplexity and its kin lower is better, so above 1 is a loss. Null for a dense row.',
  )
  readonly retention!: number | null;
  @nullable(Float, 'Standard error of the retention, from paired per-sample differences.') readonly retentionStandardError!: number | null;
  @nullable(
    Boolean,
    'Whether the benchmark can show a loss of the model, as in answers. Null for a dense row, and for a metric that is no score.',
  )
  readonly judges!: boolean | null;
  @nullable(
    RetentionAboveChance,
    'Retention above chance: 1 = no loss, 0 = guessing. Null for a dense row, without a chance level, for a metric that is no accuracy, and where the benchmark cannot show a loss (the dense score is at most three standard errors above chance).',
  )
  readonly retentionAboveChance!: RetentionAboveChance | null;
  @nullable(PairedDifference, 'Value − dense value over the same documents. Null for a dense row and for old rows that did not store it.')
  readonly difference!: PairedDifference | null;
  @nullable(Int, 'Documents that only the dense model got right; null where the metric is not 0/1.') readonly lostCount!: number | null;
  @nullable(Int, 'Documents that only the pruned model got right; null where the metric is not 0/1.') readonly gainedCount!: number | null;
  @nullable(ChangedAnswers, 'Flips: answers that changed between right and wrong, in both directions; null where the metric is not 0/1.')
  readonly flips!: ChangedAnswers | null;
  @nullable(Float, "Exact two-sided p of McNemar's test of lostCount against gainedCount; null where the metric is not 0/1.")
  readonly mcNemarP!: number | null;
  @field(Int, 'Number of documents answered; 0 if an imported file does not state it.') readonly sampleCount!: number;
  @field(String, 'Protocol of the evaluation: only evaluations with the same one may be ranked together.') readonly lane!: string;
  @field(VerificationState, 'Whether it was measured here, or imported and checked.') readonly verification!: VerificationState;
  @field(EvaluationProvenance, 'Where it comes from.') readonly provenance!: EvaluationProvenance;
  @field(GraphQLDateTimeISO, 'When it was stored.') readonly createdAt!: Date;
}
