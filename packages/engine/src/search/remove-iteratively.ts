import { getAt } from '@lamina/errors';
import { addUnit, isRemoved, keyOfRemoval, type Removal, removalOf, removesNothing, type Unit } from '@lamina/plans';
import { findRemovalObstacle } from '@lamina/surgery';
import type { OpenedModel } from '../model/open/open-model.ts';
import { keyOf, mapSteps, type WorkDone } from '../progress/progress.ts';
import { type FittedRepair, findRepairObstacle, repairModel } from '../repair/fit-repairs.ts';
import { completeChoice, type RepairChoice, type RepairRecord } from '../repair/repair-record.ts';
import type { LossInput } from '../score/measure-windows.ts';
import type { SessionOptions } from '../session/session.ts';
import { type InfluenceModel, type Influences, openInfluenceModel } from './influence-model.ts';

/** One step of iterative removal: the unit, and its influence when it was chosen. */
export interface IterationStep extends Unit {
  readonly influence: number;
  /** The repair of the units before, with which the influence was measured; null for the first unit. Absent where none was asked for. */
  readonly repair?: RepairRecord | null | undefined;
}

interface IterateOptions extends SessionOptions {
  readonly units: readonly Unit[];
  readonly count: number;
  /** Repairs the removed runs after each removal; `units` are blocks. */
  readonly stepRepair?: RepairChoice;
}

/** What is known of the model without some units. */
interface Measured {
  readonly influences: Influences;
  /** Null where nothing is repaired. */
  readonly repair: RepairRecord | null;
}

/**
 * Removes `count` units one after the other, each time the one of lowest influence on the model without those before. Of equal influences, the unit
 * that comes first in `units` is removed. Stops early where no further unit can be removed. The model is loaded once, in parts and without its head.
 *
 * With a repair, the influences are those of the model in which all runs removed so far are repaired. The repair is solved on the same windows, from
 * the whole model anew after each removal: runs grow and join. So an influence is what a score of the same removal with the same repair gives. The
 * operator of a run is part of the block before it; factors do not change an influence.
 *
 * Source: Prune&Comp (arXiv 2507.18212), which scores again after each removal; with `scalar`, its iterative compensation. Prune&Comp keeps the factors
 * of earlier steps, and here a run has one factor.
 *
 * @throws AppError as fitRepairs does; MODEL_UNSUPPORTED where a fold is exact nowhere
 */
export async function* removeIteratively(
  opened: OpenedModel,
  input: LossInput,
  { units, count, stepRepair: repair, ...session }: IterateOptions,
): AsyncGenerator<WorkDone<Measured>, readonly IterationStep[]> {
  const { structure } = opened;
  const model = openInfluenceModel(opened, input, { ...session, units });
  const measure = measureOnce({ opened, input, units, model, session, repair: repair ?? null });
  const steps: IterationStep[] = [];
  try {
    while (steps.length < count) {
      const removal = removalOf(steps);
      const removable = units.filter(
        (unit) => !isRemoved(removal, unit) && findRemovalObstacle(structure, addUnit(removal, unit)) === null,
      );
      const obstacles = removable.map((unit) => (repair ? findRepairObstacle(structure, addUnit(removal, unit), repair) : null));
      const open = removable.filter((_, place) => obstacles[place] === null);
      const [obstacle] = obstacles;
      if (steps.length === 0 && open.length === 0 && obstacle) throw obstacle;
      if (open.length === 0) break;
      const measured = yield* measure(removal);
      const [best] = open
        .map((unit) => ({ ...unit, influence: measured.influences[units.indexOf(unit)] ?? Number.POSITIVE_INFINITY }))
        .sort((a, b) => a.influence - b.influence);
      if (!best || best.influence === Number.POSITIVE_INFINITY) break;
      steps.push({ ...best, repair: repair ? measured.repair : undefined });
    }
    return steps;
  } finally {
    await model.release();
  }
}

interface Measuring {
  readonly opened: OpenedModel;
  readonly input: LossInput;
  readonly units: readonly Unit[];
  readonly model: InfluenceModel;
  readonly session: SessionOptions;
  readonly repair: RepairChoice | null;
}

/** Measures the model without some units, or finds what an earlier run measured. */
function measureOnce({ opened, input, units, model, session, repair }: Measuring) {
  const windows = input.windows.length;
  const question = keyOf([input.windows.map(({ ids }) => ids), units, ...(repair ? [completeChoice(repair)] : [])]);
  return async function* (removal: Removal): AsyncGenerator<WorkDone<Measured>, Measured> {
    const key = `${question}:influence:${keyOfRemoval(removal)}`;
    const kept = input.checkpoint?.[key];
    const repairs = repair !== null && !removesNothing(removal);
    if (isMeasured(kept, units.length)) {
      yield { count: repairs ? 2 * windows : windows };
      return kept;
    }
    let fitted: FittedRepair | null = null;
    if (repairs) {
      const text = { calibration: input.windows, heldOut: [], batch: input.batch };
      fitted = yield* countWindows(repairModel(opened, [repair], { ...session, ...text, removal, parts: model.parts }), windows);
    }
    const influences = yield* mapSteps(model.measure(removal, fitted?.opened), (count): WorkDone<Measured> => ({ count }));
    const measured = { influences, repair: fitted === null ? null : fitted.record };
    yield { count: 0, checkpoint: { [key]: measured } };
    return measured;
  };
}

/** Solving a repair counts as one reading of the text. */
async function* countWindows(work: ReturnType<typeof repairModel>, windows: number): AsyncGenerator<WorkDone<Measured>, FittedRepair> {
  let counted = 0;
  const fitted = yield* mapSteps(work, ({ done, total }): WorkDone<Measured> => {
    const before = counted;
    counted = Math.floor((windows * done) / total);
    return { count: counted - before };
  });
  yield { count: windows - counted };
  return getAt(fitted, 0);
}

function isMeasured(value: unknown, units: number): value is Measured {
  if (typeof value !== 'object' || value === null || !('influences' in value) || !('repair' in value)) return false;
  const { influences } = value;
  return Array.isArray(influences) && influences.length === units && influences.every((one) => one === null || typeof one === 'number');
}
