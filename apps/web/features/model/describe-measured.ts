import { getRepairLabel } from '../pruning/repair-name.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { describeUnits } from '../pruning/unit-sets.ts';
import type { EfficiencyFacts } from './load-insight.ts';

/** What the speed of a row was measured on: the whole model, or the strategy, the units that it removed, and the repair. */
export function describeMeasured(pruning: EfficiencyFacts['pruning']): string {
  if (pruning === null) return 'The whole model';
  const removal = `${getStrategyLabel(toStrategyName(pruning.strategy))}, without ${describeUnits(pruning)}`;
  return pruning.repairKind === null ? removal : `${removal}, repaired: ${getRepairLabel(pruning.repairKind)}`;
}
