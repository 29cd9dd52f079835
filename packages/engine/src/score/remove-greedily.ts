import { removalOf, type Unit } from '@lamina/plans';
import type { WorkDone } from '../checkpoint.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { leaveOneOut } from './leave-one-out.ts';
import type { LossInput } from './measure-losses.ts';

/** One step of greedy removal: the unit, and the loss of all windows (nats) once it is gone too. */
export interface GreedyStep extends Unit {
  readonly nll: number;
}

/**
 * Removes `count` units one after the other, each time the one whose removal leaves the lowest loss, measured again after every removal; equal
 * losses keep the unit that comes first in `units`. Stops early where no unit can be removed any more.
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
    // A stable sort keeps the order of units among equal losses.
    const [best] = totals.sort((a, b) => a.nll - b.nll);
    if (!best) break;
    steps.push(best);
  }
  return steps;
}
