import { ArgsType, Float } from 'type-graphql';
import { field, nullable } from '../../paging/field.ts';
import { BoardArgs, DEFAULT_REMOVED_RATIO } from '../leaderboard/leaderboard.args.ts';
import { PruningLane } from '../vocabulary/removal.ts';

/** Arguments of compareRetentions. */
@ArgsType()
export class RetentionComparisonArgs extends BoardArgs {
  @field(String, 'Short name of the baseline model.') readonly baseline!: string;
  @field([String], 'Short names of the other models, 1 to 9.') readonly slugs!: readonly string[];
  @nullable(PruningLane, 'What was done to the prunings; null = any.', { defaultValue: PruningLane.REMOVAL_ONLY })
  readonly pruningLane!: PruningLane | null;
  @nullable(Float, 'Maximum share to remove, 0 to 1. The prunings are those of the leaderboard.', {
    defaultValue: DEFAULT_REMOVED_RATIO,
  })
  readonly removedRatio?: number | null;
}
