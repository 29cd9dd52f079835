import { ArgsType, Field, Float } from 'type-graphql';
import type { FilterIn, OrderIn } from '../../paging/computed-list.ts';
import type { OrderInput } from '../../paging/list-args.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { LEADERBOARD } from './leaderboard.list.ts';

/** A quarter of the layers: the ratio at which published results are compared most. */
export const DEFAULT_REMOVED_RATIO = 0.25;
/** Nine tenths of the dense score count as kept. */
export const DEFAULT_MINIMUM_RETENTION = 0.9;

/** What the leaderboard takes. */
@ArgsType()
export class LeaderboardArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Lane of the evaluations; null = the lane with the most evaluations.' })
  readonly lane?: string | null;

  @Field(() => Strategy, {
    nullable: true,
    defaultValue: Strategy.BLOCK_INFLUENCE,
    description: 'Strategy of the prunings; null = for each model the strategy with the best average retention, which flatters every row.',
  })
  readonly strategy!: Strategy | null;

  @Field(() => Float, {
    nullable: true,
    defaultValue: DEFAULT_REMOVED_RATIO,
    description:
      'Share of layers (by blocks) to remove at most, 0 to 1: each row shows the pruning that removes the most without exceeding it.',
  })
  readonly removedRatio?: number | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Names of the multiple-choice benchmarks in the average; null = those that at least half of the models have.',
  })
  readonly benchmarks?: readonly string[] | null;

  @Field(() => Float, {
    nullable: true,
    defaultValue: DEFAULT_MINIMUM_RETENTION,
    description: 'Average retention that counts as kept, for redundancyShare.',
  })
  readonly minimumRetention?: number | null;

  @Field(() => LEADERBOARD.Filter, { nullable: true, description: 'Which models are shown.' })
  readonly filter?: FilterIn<typeof LEADERBOARD> | null;

  @Field(() => [LEADERBOARD.Order], { nullable: true, description: 'How rows are sorted; default: average retention, best first.' })
  readonly orderBy?: readonly OrderInput<OrderIn<typeof LEADERBOARD>>[] | null;
}
