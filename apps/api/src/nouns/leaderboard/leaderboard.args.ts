import { ArgsType, Float } from 'type-graphql';
import type { FilterIn, OrderIn } from '../../paging/computed-list.ts';
import { nullable } from '../../paging/field.ts';
import type { OrderInput } from '../../paging/list-args.ts';
import { PageArgs } from '../../paging/page.args.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { LEADERBOARD } from './leaderboard.list.ts';

/** A quarter of the layers: the most common ratio in published comparisons. */
export const DEFAULT_REMOVED_RATIO = 0.25;

/** Arguments of the leaderboard. */
@ArgsType()
export class LeaderboardArgs extends PageArgs {
  @nullable(String, 'Protocol of the evaluations; null = the one with the most evaluations.') readonly lane?: string | null;
  @nullable(
    Strategy,
    'Strategy of the prunings, by the scores of the text that chose most of them on the board, where a model has it; null = for each model the strategy with the best average retention (an optimistic choice).',
    { defaultValue: Strategy.BLOCK_INFLUENCE },
  )
  readonly strategy!: Strategy | null;
  @nullable(Float, 'Maximum share to remove, 0 to 1. Each row shows the pruning that removes the most within this share.', {
    defaultValue: DEFAULT_REMOVED_RATIO,
  })
  readonly removedRatio?: number | null;
  @nullable(
    [String],
    'Names of the multiple-choice benchmarks in the average; null = those that can show a loss of at least half of the models.',
  )
  readonly benchmarks?: readonly string[] | null;
  @nullable(LEADERBOARD.Filter, 'Which models are shown.') readonly filter?: FilterIn<typeof LEADERBOARD> | null;
  @nullable([LEADERBOARD.Order], 'Sort order of the rows; default: ranked rows by rank, then unranked rows by average retention.')
  readonly orderBy?: readonly OrderInput<OrderIn<typeof LEADERBOARD>>[] | null;
}
