import { addUnit, isRemoved, type Removal, type Unit } from '@lamina/plans';
import type { WorkDone } from '../checkpoint.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { type LossInput, measureLosses } from './measure-losses.ts';

/** Losses of a model with every unit left out in turn. */
export interface LeaveOneOutLosses {
  /** float64[W], nats: with only `removal` left out */
  readonly base: readonly number[];
  /** float64[units][W], nats; null for a unit that cannot be left out, or is left out already */
  readonly without: readonly (readonly number[] | null)[];
}

/**
 * Leaves out every unit in turn, beside what is `removal` already (loss-increase@1). On a resident model in parts the states before the left-out
 * unit are shared, so this costs about half of as many passes.
 */
export async function* leaveOneOut(
  resident: ResidentModel,
  input: LossInput,
  { units, removal }: { readonly units: readonly Unit[]; readonly removal: Removal },
): AsyncGenerator<WorkDone<readonly number[]>, LeaveOneOutLosses> {
  const candidates = units.filter((unit) => !isRemoved(removal, unit) && resident.findObstacle(addUnit(removal, unit)) === null);
  const removals = candidates.map((unit) => addUnit(removal, unit));
  const [base = [], ...losses] = yield* measureLosses(resident, input, [removal, ...removals]);
  return { base, without: units.map((unit) => losses[candidates.indexOf(unit)] ?? null) };
}
