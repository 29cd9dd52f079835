import { getAt } from '@lamina/errors';
import { addUnit, isRemoved, type Removal, removalOf, type Unit } from '@lamina/plans';
import type { WorkDone } from '../progress/progress.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { type LossInput, measureWindows } from '../score/measure-windows.ts';

/** The losses of a model with each unit left out in turn. */
export interface LeaveOneOutLosses {
  /** float64[W], nats: with nothing but `removal` left out */
  readonly base: readonly number[];
  /** float64[units][W], nats; null for a unit that cannot be left out, or that `removal` leaves out already */
  readonly without: readonly (readonly number[] | null)[];
}

/**
 * Leaves out each unit in turn, in addition to `removal` (loss-increase@1). On a resident model in parts, the states before the unit are shared, so
 * this costs about half of one pass per unit.
 */
export async function* leaveOneOut(
  resident: ResidentModel,
  input: LossInput,
  { units, removal }: { readonly units: readonly Unit[]; readonly removal: Removal },
): AsyncGenerator<WorkDone<readonly number[]>, LeaveOneOutLosses> {
  const candidates = units.filter((unit) => !isRemoved(removal, unit) && resident.findObstacle(addUnit(removal, unit)) === null);
  const removals = candidates.map((unit) => addUnit(removal, unit));
  const [base = [], ...losses] = yield* measureWindows(resident, 'loss', input, [removal, ...removals]);
  const lossesOf = new Map(candidates.map((unit, place) => [unit, getAt(losses, place)]));
  return { base, without: units.map((unit) => lossesOf.get(unit) ?? null) };
}

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
