import { ArgsType, Field, Float } from 'type-graphql';
import { DEFAULT_REMOVED_RATIO } from '../leaderboard/leaderboard.args.ts';
import { Strategy } from '../vocabulary/strategy.ts';

/** What compareRetentions takes. */
@ArgsType()
export class RetentionComparisonArgs {
  @Field(() => String, { description: 'Short name of the model that the others are compared with.' })
  readonly baseline!: string;

  @Field(() => [String], { description: 'Short names of the others, 1 to 9.' })
  readonly slugs!: readonly string[];

  @Field(() => Strategy, {
    nullable: true,
    defaultValue: Strategy.BLOCK_INFLUENCE,
    description: 'Strategy of the prunings; null = for each model the strategy with the best average retention, which flatters every one.',
  })
  readonly strategy!: Strategy | null;

  @Field(() => Float, {
    nullable: true,
    defaultValue: DEFAULT_REMOVED_RATIO,
    description: 'Share of layers (by blocks) to remove at most, 0 to 1; the prunings are those of the leaderboard.',
  })
  readonly removedRatio?: number | null;

  @Field(() => String, { nullable: true, description: 'Lane of the evaluations; null = the lane with the most evaluations.' })
  readonly lane?: string | null;
}
