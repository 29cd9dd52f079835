import { getAt } from '@lamina/errors';
import { addUnit, isRemoved, type Removal, type Unit } from '@lamina/plans';
import type { WorkDone } from '../progress/checkpoint.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { measureLosses } from '../score/measure-losses.ts';
import type { LossInput } from '../score/measure-windows.ts';

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
  const [base = [], ...losses] = yield* measureLosses(resident, input, [removal, ...removals]);
  const lossesOf = new Map(candidates.map((unit, place) => [unit, getAt(losses, place)]));
  return { base, without: units.map((unit) => lossesOf.get(unit) ?? null) };
}
