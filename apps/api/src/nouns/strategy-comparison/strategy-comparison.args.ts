import { ArgsType, Int } from 'type-graphql';
import { nullable } from '../../paging/field.ts';
import { ABOVE_CHANCE } from '../vocabulary/above-chance.ts';
import { UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';

/** Arguments of strategyComparison. */
@ArgsType()
export class StrategyComparisonArgs {
  @nullable(String, 'Protocol of the evaluations; null = the one with the most evaluations, measured before imported.')
  readonly lane?: string | null;
  @nullable(String, 'Name of one benchmark; null = the mean retention over all multiple-choice benchmarks.')
  readonly benchmark?: string | null;
  @nullable(String, "Name of the metric; null = 'acc', or 'word_perplexity' for a perplexity text.") readonly metric?: string | null;
  @nullable([UnitKind], 'Kinds of units that could be removed: exactly these.', { defaultValue: [UnitKind.BLOCK] })
  readonly units?: readonly UnitKind[] | null;
  @nullable(RepairKind, 'Repair of the prunings. The control is never repaired.', { defaultValue: RepairKind.NONE })
  readonly repair?: RepairKind | null;
  @nullable([Int], 'Numbers of removed units; null = all measured numbers.') readonly removedCounts?: readonly number[] | null;
  @nullable(Boolean, ABOVE_CHANCE, { defaultValue: false }) readonly aboveChance?: boolean | null;
}
