import { ArgsType, Field, InputType, Int } from 'type-graphql';
import { Metric } from '../vocabulary/metric.ts';

/** Ranges of relative depth when the caller names no number. */
export const DEFAULT_BIN_COUNT = 10;

/** What compareModels takes; a comparison that is saved takes the same. */
@ArgsType()
@InputType()
export class CompareModelsArgs {
  @Field(() => [String], { description: 'Short names of the models, 2 to 10, each once.' })
  readonly slugs!: readonly string[];

  @Field(() => Metric, { description: 'What is compared.' })
  readonly metric!: Metric;

  @Field(() => String, { nullable: true, description: 'Lane of the runs; null = the newest in which all the models were measured alike.' })
  readonly lane?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_BIN_COUNT, description: 'Ranges of relative depth, 2 to 50.' })
  readonly binCount?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many lowest layers the overlaps look at, at least 1; null = a quarter of the smallest model.',
  })
  readonly lowestCount?: number | null;
}
