import { ArgsType, Float } from 'type-graphql';
import { field, nullable } from '../../paging/field.ts';
import { DEFAULT_REMOVED_RATIO } from '../leaderboard/leaderboard.args.ts';
import { RemovalAxis } from '../vocabulary/removal-axis.ts';
import { Strategy } from '../vocabulary/strategy.ts';

/** Arguments of compareRetentions. */
@ArgsType()
export class RetentionComparisonArgs {
  @field(String, 'Short name of the baseline model.') readonly baseline!: string;
  @field([String], 'Short names of the other models, 1 to 9.') readonly slugs!: readonly string[];
  @nullable(
    Strategy,
    'Strategy of the prunings; null = for each model the strategy with the best average retention (an optimistic choice).',
    { defaultValue: Strategy.BLOCK_INFLUENCE },
  )
  readonly strategy!: Strategy | null;
  @nullable(Float, 'Maximum share to remove, 0 to 1. The prunings are those of the leaderboard.', {
    defaultValue: DEFAULT_REMOVED_RATIO,
  })
  readonly removedRatio?: number | null;
  @nullable(RemovalAxis, 'What removedRatio refers to.', { defaultValue: RemovalAxis.BLOCKS }) readonly axis?: RemovalAxis | null;
  @nullable(String, 'Lane of the evaluations; null = the lane with the most evaluations.') readonly lane?: string | null;
}
