import { ArgsType, Field, Float } from 'type-graphql';
import { createOrderInput, type OrderInput } from '../../paging/create-order-input.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { LeaderboardFilter } from './leaderboard-filter.input.ts';
import { LeaderboardOrderField } from './leaderboard-order-field.ts';

const LeaderboardOrder = createOrderInput<LeaderboardOrderField>('Leaderboard', LeaderboardOrderField);

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

  @Field(() => LeaderboardFilter, { nullable: true, description: 'Which models are shown.' })
  readonly filter?: LeaderboardFilter | null;

  @Field(() => [LeaderboardOrder], { nullable: true, description: 'How rows are sorted; default: average retention, best first.' })
  readonly orderBy?: readonly OrderInput<LeaderboardOrderField>[] | null;
}
