import { sql } from '@lamina/database';
import { anyOf, equals, sameSet } from '../../data/filters.ts';
import { PruningLane, UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';

/** Filters of lists whose rows belong to a pruning `p`. Rows of dense models match none of them. */
export const PRUNING_FILTERS = {
  pruningLane: equals(PruningLane, sql`p."lane"`, 'What was done to the pruned model: removal only, repaired or imported.'),
  units: sameSet(UnitKind, sql`p."units"`, 'Exactly these kinds of units could be chosen.'),
  repairs: anyOf(RepairKind, sql`coalesce(p."repairKind", ${RepairKind.NONE})`, 'Any of these repairs; NONE = no repair.'),
};
