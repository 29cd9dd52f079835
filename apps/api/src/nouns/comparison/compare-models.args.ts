import { ArgsType, InputType, Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { Metric } from '../vocabulary/metric.ts';

/** Ranges of relative depth when the caller names no number. */
export const DEFAULT_BIN_COUNT = 10;

/** Arguments of compareModels and saveComparison. */
@ArgsType()
@InputType()
export class CompareModelsArgs {
  @field([String], 'Short names of 2 to 10 models, without repeats.') readonly slugs!: readonly string[];
  @field(Metric, 'Metric to compare.') readonly metric!: Metric;
  @nullable(String, 'Protocol of the runs; null = the newest one by which all the models were measured.') readonly lane?: string | null;
  @nullable(Int, 'Ranges of relative depth, 2 to 50.', { defaultValue: DEFAULT_BIN_COUNT }) readonly binCount?: number | null;
  @nullable(Int, 'How many lowest layers the overlaps compare, at least 1; null = a quarter of the smallest model.')
  readonly lowestCount?: number | null;
}

@inputType('A comparison to save. It keeps the score runs that represent the models now.')
export class SaveComparisonInput extends CompareModelsArgs {
  @field(String, 'Title for people, 1 to 200 characters.') readonly title!: string;
}
