import { Field, ID, InputType, Int } from 'type-graphql';
import { IntRange } from '../../paging/range.input.ts';

/** Which Efficiency rows a list holds. */
@InputType({ description: 'Which Efficiency rows are listed: all conditions must hold; one that is null does not count.' })
export class EfficiencyFilter {
  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Names of machines.' })
  readonly machines?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Rows that compare: those whose machineDigest is this one.' })
  readonly machineDigest?: string | null;

  @Field(() => [String], { nullable: true, description: "Number formats of the weights, as 'fp32' or 'int8'." })
  readonly precisions?: readonly string[] | null;

  @Field(() => Int, { nullable: true, description: 'Texts side by side.' })
  readonly batch?: number | null;

  @Field(() => IntRange, { nullable: true, description: 'Number of removed layers; dense rows count 0.' })
  readonly removedCount?: IntRange | null;

  @Field(() => Boolean, { nullable: true, description: 'true = only dense models, false = only pruned ones.' })
  readonly dense?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'Global id of a pruning.' })
  readonly pruning?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Also rows of revisions that are no longer current.' })
  readonly allRevisions?: boolean | null;
}
