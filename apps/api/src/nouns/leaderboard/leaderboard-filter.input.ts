import { Field, InputType } from 'type-graphql';
import { FloatRange, IntRange, SafeIntRange } from '../../paging/range.input.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';

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

  @Field(() => [String], { nullable: true, description: 'Number formats of the weights, as "float32".' })
  readonly precisions?: readonly string[] | null;

  @Field(() => [NormPlacement], { nullable: true, description: 'Where the norms of a block sit.' })
  readonly normPlacements?: readonly NormPlacement[] | null;

  @Field(() => [String], { nullable: true, description: "Architectures, as the models' configurations name them." })
  readonly architectures?: readonly string[] | null;

  @Field(() => FloatRange, {
    nullable: true,
    description: 'Share of the benchmarks in the average that are measured: { gte: 1 } shows the rows that have an average.',
  })
  readonly completeness?: FloatRange | null;
}
