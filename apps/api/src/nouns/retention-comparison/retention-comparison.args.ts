import { ArgsType, Float } from 'type-graphql';
import { field, nullable } from '../../paging/field.ts';
import { DEFAULT_REMOVED_RATIO, DEFAULT_UNITS } from '../leaderboard/leaderboard.args.ts';
import { PruningLane, RemovalAxis, Strategy, UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';

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
  @nullable(PruningLane, 'Lane of the prunings; null = any.', { defaultValue: PruningLane.REMOVAL_ONLY })
  readonly pruningLane!: PruningLane | null;
  @nullable([UnitKind], 'Kinds of units that could be removed: exactly these.', { defaultValue: DEFAULT_UNITS })
  readonly units?: readonly UnitKind[] | null;
  @nullable(RepairKind, 'Repair of the prunings; null = any of the lane.') readonly repair?: RepairKind | null;
  @nullable(Float, 'Maximum share to remove, 0 to 1. The prunings are those of the leaderboard.', {
    defaultValue: DEFAULT_REMOVED_RATIO,
  })
  readonly removedRatio?: number | null;
  @nullable(RemovalAxis, 'What removedRatio refers to.', { defaultValue: RemovalAxis.BLOCKS }) readonly axis?: RemovalAxis | null;
  @nullable(String, 'Lane of the evaluations; null = the lane with the most evaluations.') readonly lane?: string | null;
}
