import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';
import { LEFT_OUT_ABOVE_CHANCE } from '../vocabulary/above-chance.ts';

@outputType('Difference in retention between one pruned model and the pruned baseline, over the documents that both answered.')
export class RetentionDifference {
  @field(String, 'Short name of the model.') readonly slug!: string;
  @nullable(String, 'Name of the benchmark; null = the mean over all benchmarks listed for the model.') readonly benchmark!: string | null;
  @field(Int, 'Number of documents that both models answered, dense and pruned.') readonly documentCount!: number;
  @field(Float, 'Retention of the baseline on these documents.') readonly baselineRetention!: number;
  @field(Float, 'Retention of the model on these documents.') readonly retention!: number;
  @field(Float, 'Retention minus that of the baseline; positive = the model keeps more.') readonly difference!: number;
  @nullable(Float, 'Standard error of the difference, paired by document (delta method); null if there is only one document.')
  readonly standardError!: number | null;
  @nullable(ConfidenceInterval, '95 % interval of the difference; null if the standard error is null.')
  readonly confidenceInterval!: ConfidenceInterval | null;
}

@outputType('Retention of pruned models compared with a baseline model, document by document.')
export class RetentionComparison {
  @field(String, 'Short name of the baseline model.') readonly baseline!: string;
  @nullable(String, 'Protocol of the evaluations; null if there are none.') readonly lane!: string | null;
  @field(Float, 'Maximum share of removed layers.') readonly removedRatio!: number;
  @field(Boolean, 'Whether retentions and their differences are above chance.') readonly aboveChance!: boolean;
  @field([String], `${LEFT_OUT_ABOVE_CHANCE} One of two dense models is enough.`) readonly leftOutAboveChance!: readonly string[];
  @field(
    [RetentionDifference],
    'Sorted by model in the requested order, then by benchmark name, with the mean last. Models without common documents are missing.',
  )
  readonly differences!: readonly RetentionDifference[];
}
