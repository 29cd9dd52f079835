import { Field, InputType } from 'type-graphql';
import { FloatRange } from '../../paging/range.input.ts';
import { PublishedMetric } from './published-metric.ts';

/** Which published results a list holds. */
@InputType({ description: 'Which published results are listed: all conditions must hold; one that is null does not count.' })
export class PublishedResultFilter {
  @Field(() => String, { nullable: true, description: 'Words found in the title of the paper, in any case.' })
  readonly paper?: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the table.' })
  readonly table?: string | null;

  @Field(() => String, { nullable: true, description: "The model, in the paper's words, in any case." })
  readonly model?: string | null;

  @Field(() => String, { nullable: true, description: 'The method, in any case.' })
  readonly method?: string | null;

  @Field(() => String, { nullable: true, description: 'The benchmark, in any case.' })
  readonly benchmark?: string | null;

  @Field(() => [PublishedMetric], { nullable: true, description: 'Any of these metrics.' })
  readonly metrics?: readonly PublishedMetric[] | null;

  @Field(() => FloatRange, { nullable: true, description: 'Removed ratio as printed; leaves out rows without one.' })
  readonly removedRatio?: FloatRange | null;
}
