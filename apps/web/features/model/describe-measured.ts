import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { describeUnits } from '../pruning/unit-sets.ts';
import type { EfficiencyFacts } from './load-insight.ts';

/** What the speed of a row was measured on: the whole model, or the strategy and the units that it removed. */
export function describeMeasured(pruning: EfficiencyFacts['pruning']): string {
  if (pruning === null) return 'The whole model';
  return `${getStrategyLabel(toStrategyName(pruning.strategy))}, without ${describeUnits(pruning)}`;
}
