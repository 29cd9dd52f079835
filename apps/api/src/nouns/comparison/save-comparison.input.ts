import { Field, InputType, Int } from 'type-graphql';
import { Metric } from '../vocabulary/metric.ts';
import { DEFAULT_BIN_COUNT } from './compare-models.args.ts';

/** A comparison to keep. */
@InputType({ description: 'A comparison to keep: the runs that stand for the models now stay those of the comparison.' })
export class SaveComparisonInput {
  @Field(() => String, { description: 'Title for people, 1 to 200 characters.' })
  readonly title!: string;

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
