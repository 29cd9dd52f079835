import { Field, ID, InputType } from 'type-graphql';
import { FloatRange, IntRange } from '../../paging/range.input.ts';
import { Strategy } from '../vocabulary/strategy.ts';

/** Which Evaluation rows a list holds. */
@InputType({ description: 'Which Evaluation rows are listed: all conditions must hold; one that is null does not count.' })
export class EvaluationFilter {
  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Names of benchmarks.' })
  readonly benchmarks?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Names of metrics.' })
  readonly metrics?: readonly string[] | null;

  @Field(() => Strategy, { nullable: true, description: 'Strategy of the pruning; leaves dense rows out.' })
  readonly strategy?: Strategy | null;

  @Field(() => [Strategy], { nullable: true, description: 'Any of these strategies; leaves dense rows out.' })
  readonly strategies?: readonly Strategy[] | null;

  @Field(() => IntRange, { nullable: true, description: 'Number of removed layers; dense rows count 0.' })
  readonly removedCount?: IntRange | null;

  @Field(() => FloatRange, { nullable: true, description: 'Share of removed layers (by blocks); dense rows count 0.' })
  readonly removedRatio?: FloatRange | null;

  @Field(() => Boolean, { nullable: true, description: 'true = only dense models, false = only pruned ones.' })
  readonly dense?: boolean | null;

  @Field(() => String, { nullable: true, description: 'This lane.' })
  readonly lane?: string | null;

  @Field(() => ID, { nullable: true, description: 'Global id of a pruning.' })
  readonly pruning?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Also evaluations of revisions that are no longer current.' })
  readonly allRevisions?: boolean | null;
}
