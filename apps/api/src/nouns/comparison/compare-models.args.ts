import { ArgsType, InputType, Int } from 'type-graphql';
import { field, nullable } from '../../paging/field.ts';
import { Metric } from '../vocabulary/metric.ts';

/** Ranges of relative depth when the caller names no number. */
export const DEFAULT_BIN_COUNT = 10;

/** What compareModels takes; a comparison that is saved takes the same. */
@ArgsType()
@InputType()
export class CompareModelsArgs {
  @field([String], 'Short names of the models, 2 to 10, each once.') readonly slugs!: readonly string[];
  @field(Metric, 'What is compared.') readonly metric!: Metric;
  @nullable(String, 'Lane of the runs; null = the newest in which all the models were measured alike.') readonly lane?: string | null;
  @nullable(Int, 'Ranges of relative depth, 2 to 50.', { defaultValue: DEFAULT_BIN_COUNT }) readonly binCount?: number | null;
  @nullable(Int, 'How many lowest layers the overlaps look at, at least 1; null = a quarter of the smallest model.')
  readonly lowestCount?: number | null;
}
