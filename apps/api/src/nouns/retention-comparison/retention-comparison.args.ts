import { ArgsType, Float } from 'type-graphql';
import { field, nullable } from '../../paging/field.ts';
import { DEFAULT_REMOVED_RATIO } from '../leaderboard/leaderboard.args.ts';
import { RemovalAxis } from '../vocabulary/removal-axis.ts';
import { Strategy } from '../vocabulary/strategy.ts';

/** What compareRetentions takes. */
@ArgsType()
export class RetentionComparisonArgs {
  @field(String, 'Short name of the model that the others are compared with.') readonly baseline!: string;
  @field([String], 'Short names of the others, 1 to 9.') readonly slugs!: readonly string[];
  @nullable(
    Strategy,
    'Strategy of the prunings; null = for each model the strategy with the best average retention, which flatters every one.',
    { defaultValue: Strategy.BLOCK_INFLUENCE },
  )
  readonly strategy!: Strategy | null;
  @nullable(Float, 'Share to remove at most, 0 to 1; the prunings are those of the leaderboard.', {
    defaultValue: DEFAULT_REMOVED_RATIO,
  })
  readonly removedRatio?: number | null;
  @nullable(RemovalAxis, 'What removedRatio is a share of.', { defaultValue: RemovalAxis.BLOCKS }) readonly axis?: RemovalAxis | null;
  @nullable(String, 'Lane of the evaluations; null = the lane with the most evaluations.') readonly lane?: string | null;
}
