import { Field, InputType } from 'type-graphql';
import { IntRange, SafeIntRange } from '../../paging/range.input.ts';

/** Which models the leaderboard shows. */
@InputType({ description: 'Which models the leaderboard shows; ranks stay those of the whole list.' })
export class LeaderboardFilter {
  @Field(() => [String], { nullable: true, description: 'Short names of models.' })
  readonly models?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Short names of families.' })
  readonly families?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Words found in the slug or name of the model, in any case.' })
  readonly search?: string | null;

  @Field(() => SafeIntRange, { nullable: true, description: 'Number of parameters.' })
  readonly parameters?: SafeIntRange | null;

  @Field(() => IntRange, { nullable: true, description: 'Number of layers.' })
  readonly blocks?: IntRange | null;
}
