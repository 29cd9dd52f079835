import type { RepairKind } from '../../generated/graphql.ts';
import type { EfficiencyFacts } from './load-insight.ts';

/** What is removed from a model, and what replaces it. */
export interface TimedRemoval {
  /** Whole blocks. */
  readonly removed: readonly number[];
  /** Blocks of which only the attention, and only the MLP, is removed; default: none. */
  readonly removedAttention?: readonly number[];
  readonly removedMlp?: readonly number[];
  readonly repair: RepairKind;
  readonly rank: number | null;
}

/**
 * Finds the measured speed of the same removal with the same kind of repair, at the smallest batch; null if it was not measured alone. A speed depends on
 * what is removed and inserted, and neither on the strategy that chose it nor on the text that solved it.
 */
export function createSpeedFinder(efficiencies: readonly EfficiencyFacts[]): (wanted: TimedRemoval) => EfficiencyFacts | null {
  const found = new Map<string, EfficiencyFacts>();
  for (const one of efficiencies.toSorted((a, b) => a.batch - b.batch)) {
    if (!one.measuredAlone || one.pruning === null) continue;
    const { repairKind, repair, ...removal } = one.pruning;
    const key = keyOf({ ...removal, repair: repairKind ?? 'NONE', rank: repair?.rank ?? null });
    if (!found.has(key)) found.set(key, one);
  }
  return (wanted) => found.get(keyOf(wanted)) ?? null;
}

function keyOf({ removed, removedAttention = [], removedMlp = [], repair, rank }: TimedRemoval): string {
  return JSON.stringify([removed, removedAttention, removedMlp, repair, rank]);
}
