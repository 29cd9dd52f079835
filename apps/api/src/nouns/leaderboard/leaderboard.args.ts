import { ArgsType, Float } from 'type-graphql';
import type { FilterIn, OrderIn } from '../../paging/computed-list.ts';
import { nullable } from '../../paging/field.ts';
import type { OrderInput } from '../../paging/list-args.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { RemovalAxis } from '../vocabulary/removal-axis.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { LEADERBOARD } from './leaderboard.list.ts';

/** A quarter of the layers: the ratio at which published results are compared most. */
export const DEFAULT_REMOVED_RATIO = 0.25;
/** Nine tenths of the dense score count as kept. */
export const DEFAULT_MINIMUM_RETENTION = 0.9;

/** What the leaderboard takes. */
@ArgsType()
export class LeaderboardArgs extends PageArgs {
  @nullable(String, 'Lane of the evaluations; null = the lane with the most evaluations.') readonly lane?: string | null;
  @nullable(
    Strategy,
    'Strategy of the prunings; null = for each model the strategy with the best average retention, which flatters every row.',
    { defaultValue: Strategy.BLOCK_INFLUENCE },
  )
  readonly strategy!: Strategy | null;
  @nullable(Float, 'Share to remove at most, 0 to 1: each row shows the pruning that removes the most without exceeding it.', {
    defaultValue: DEFAULT_REMOVED_RATIO,
  })
  readonly removedRatio?: number | null;
  @nullable(RemovalAxis, 'What removedRatio is a share of.', { defaultValue: RemovalAxis.BLOCKS }) readonly axis?: RemovalAxis | null;
  @nullable([String], 'Names of the multiple-choice benchmarks in the average; null = those that at least half of the models have.')
  readonly benchmarks?: readonly string[] | null;
  @nullable(Float, 'Average retention that counts as kept, for removableShare.', { defaultValue: DEFAULT_MINIMUM_RETENTION })
  readonly minimumRetention?: number | null;
  @nullable(LEADERBOARD.Filter, 'Which models are shown.') readonly filter?: FilterIn<typeof LEADERBOARD> | null;
  @nullable([LEADERBOARD.Order], 'How rows are sorted; default: by rank, then rows that are not ranked by average retention.')
  readonly orderBy?: readonly OrderInput<OrderIn<typeof LEADERBOARD>>[] | null;
}
