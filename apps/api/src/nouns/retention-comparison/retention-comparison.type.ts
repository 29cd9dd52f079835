import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';

@outputType('How much more of its own dense score one pruned model keeps than the pruned baseline, over the documents that both answered.')
export class RetentionDifference {
  @field(String, 'Short name of the model.') readonly slug!: string;
  @nullable(String, 'Name of the benchmark; null = the mean over all those listed for the model.') readonly benchmark!: string | null;
  @field(Int, 'Documents that both models answered, dense and pruned.') readonly documentCount!: number;
  @field(Float, 'Retention of the baseline on these documents.') readonly baselineRetention!: number;
  @field(Float, 'Retention of the model on these documents.') readonly retention!: number;
  @field(Float, 'Retention minus that of the baseline; positive = more is kept.') readonly difference!: number;
  @nullable(Float, 'Standard error of the difference, paired by document (delta method); null with a single document.')
  readonly standardError!: number | null;
  @nullable(ConfidenceInterval, '95 % interval of the difference; null where the standard error is.')
  readonly confidenceInterval!: ConfidenceInterval | null;
}

@outputType('What pruned models keep, beside one of them, document by document.')
export class RetentionComparison {
  @field(String, 'Short name of the model that the others are compared with.') readonly baseline!: string;
  @nullable(String, 'Lane of the evaluations; null when there are none.') readonly lane!: string | null;
  @field(Float, 'Share of layers removed at most.') readonly removedRatio!: number;
  @field(
    [RetentionDifference],
    'By model in the order asked for, then benchmark by name, the mean last. Models without a common document are missing.',
  )
  readonly differences!: readonly RetentionDifference[];
}
