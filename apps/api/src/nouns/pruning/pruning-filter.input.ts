import { Field, ID, InputType } from 'type-graphql';
import { FloatRange, IntRange } from '../../paging/range.input.ts';
import { Strategy } from '../vocabulary/strategy.ts';

/** Which Pruning rows a list holds. */
@InputType({ description: 'Which Pruning rows are listed: all conditions must hold; one that is null does not count.' })
export class PruningFilter {
  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => Strategy, { nullable: true, description: 'This strategy.' })
  readonly strategy?: Strategy | null;

  @Field(() => [Strategy], { nullable: true, description: 'Any of these strategies.' })
  readonly strategies?: readonly Strategy[] | null;

  @Field(() => IntRange, { nullable: true, description: 'Number of removed layers.' })
  readonly removedCount?: IntRange | null;

  @Field(() => FloatRange, { nullable: true, description: 'Share of removed layers (by blocks), 0 to 1.' })
  readonly removedRatio?: FloatRange | null;

  @Field(() => ID, { nullable: true, description: 'Global id of a study.' })
  readonly study?: string | null;

  @Field(() => ID, { nullable: true, description: 'Global id of the score run that chose the layers.' })
  readonly scoreRun?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Also prunings of revisions that are no longer current.' })
  readonly allRevisions?: boolean | null;
}
