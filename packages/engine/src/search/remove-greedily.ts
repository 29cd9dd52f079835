import { removalOf, type Unit } from '@lamina/plans';
import type { WorkDone } from '../progress/checkpoint.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import type { LossInput } from '../score/measure-windows.ts';
import { leaveOneOut } from './leave-one-out.ts';

/** One step of greedy removal: the unit, and the loss of all windows (nats) after it is removed too. */
export interface GreedyStep extends Unit {
  readonly nll: number;
}

/**
 * Removes `count` units one after the other. Each step removes the unit whose removal gives the lowest loss, and losses are measured again after every
 * removal. Of equal losses, the unit that comes first in `units` is removed. Stops early where no further unit can be removed.
 *
 * Source: BlockPruner (arXiv 2406.10594), Algorithm 1, for units of one kind and for attentions and MLPs together.
 */
export async function* removeGreedily(
  resident: ResidentModel,
  input: LossInput,
  { units, count }: { readonly units: readonly Unit[]; readonly count: number },
): AsyncGenerator<WorkDone<readonly number[]>, readonly GreedyStep[]> {
  const steps: GreedyStep[] = [];
  while (steps.length < count) {
    const { without } = yield* leaveOneOut(resident, input, { units, removal: removalOf(steps) });
    const totals = units.flatMap((unit, place) => {
      const losses = without[place];
      return losses ? [{ ...unit, nll: losses.reduce((sum, nll) => sum + nll, 0) }] : [];
    });
    // The sort is stable, so units of equal loss keep their order.
    const [best] = totals.sort((a, b) => a.nll - b.nll);
    if (!best) break;
    steps.push(best);
  }
  return steps;
}
