import { ArgsType } from 'type-graphql';
import { nullable } from '../../paging/field.ts';
import { UnitKind } from '../vocabulary/removal.ts';

/** Arguments of strategyComparison. */
@ArgsType()
export class StrategyComparisonArgs {
  @nullable(String, 'Protocol of the evaluations; null = the one with the most evaluations, measured before imported.')
  readonly lane?: string | null;
  @nullable(String, 'Name of one benchmark; null = the mean retention over the multiple-choice benchmarks that can show a loss.')
  readonly benchmark?: string | null;
  @nullable([UnitKind], 'Kinds of units that could be removed: exactly these.', { defaultValue: [UnitKind.BLOCK] })
  readonly units?: readonly UnitKind[] | null;
}
