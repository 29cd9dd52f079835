import { REPAIR_KIND, sql } from '@lamina/database';
import { anyOf, sameSet } from '../../data/filters.ts';
import { UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';

/** Filters of lists whose rows belong to a pruning `p`. Rows of dense models match none of them. */
export const PRUNING_FILTERS = {
  units: sameSet(UnitKind, sql`p."units"`, 'Exactly these kinds of units could be chosen.'),
  repairs: anyOf(RepairKind, sql`coalesce(${REPAIR_KIND}, ${RepairKind.NONE})`, 'Any of these repairs; NONE = no repair.'),
};
