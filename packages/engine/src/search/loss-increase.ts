import { getAt } from '@lamina/errors';
import { MEASURES } from '@lamina/metrics';
import type { SeriesSums } from '../score/metric-sums.ts';
import type { Window } from '../text/windows.ts';
import type { LeaveOneOutLosses } from './leave-one-out.ts';

/**
 * Sums of loss-increase@1 per resampling unit: the loss in nats that leaving out each unit adds over the predicted tokens. If a unit cannot be left
 * out (null), its tokens count as undefined; if a block has no such unit (undefined), none are counted. A resampling unit is the windows of one key, in the order in which keys first appear.
 */
export function sumLossIncrease(
  { base, without }: Pick<LeaveOneOutLosses, 'base'> & { readonly without: readonly (LeaveOneOutLosses['without'][number] | undefined)[] },
  windows: readonly Window[],
  keyOf: (window: number) => number,
): readonly SeriesSums[] {
  const units = new Map<number, SeriesSums>();
  const zeros = (): number[] => new Array<number>(without.length).fill(0);
  for (const [window, { ids }] of windows.entries()) {
    const unit = units.get(keyOf(window)) ?? { sum: zeros(), count: zeros(), undefinedCount: zeros() };
    units.set(keyOf(window), unit);
    for (const [unitIndex, losses] of without.entries()) {
      if (losses === undefined) continue;
      const increase = losses === null ? Number.NaN : MEASURES.lossIncrease.term(getAt(losses, window), getAt(base, window));
      const target = Number.isFinite(increase) ? unit.count : unit.undefinedCount;
      target[unitIndex] = getAt(target, unitIndex) + ids.length - 1;
      if (Number.isFinite(increase)) unit.sum[unitIndex] = getAt(unit.sum, unitIndex) + increase;
    }
  }
  return [...units.values()];
}
