import type { RepairRow } from './list-repair-rows.ts';
import type { EfficiencyFacts } from './load-insight.ts';

/**
 * The measured speed of the same removal with the same kind of repair, at the smallest batch; null if it was not measured alone. A speed depends on what is
 * removed and inserted, and neither on the strategy that chose it nor on the text that solved it.
 */
export function findSpeed(
  { removed, repair, pruning }: Pick<RepairRow, 'removed' | 'repair' | 'pruning'>,
  efficiencies: readonly EfficiencyFacts[],
): EfficiencyFacts | null {
  const rank = pruning?.repair?.rank ?? null;
  const same = efficiencies.filter(
    (one) =>
      one.measuredAlone &&
      one.pruning !== null &&
      one.pruning.removed.join() === removed.join() &&
      one.pruning.removedAttention.length + one.pruning.removedMlp.length === 0 &&
      (one.pruning.repairKind ?? 'NONE') === repair &&
      (one.pruning.repair?.rank ?? null) === rank,
  );
  const [first = null] = same.toSorted((a, b) => a.batch - b.batch);
  return first;
}
