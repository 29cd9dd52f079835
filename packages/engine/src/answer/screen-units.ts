import { measureTextLoss } from '@lamina/benchmarks';
import { type AppError, getAt } from '@lamina/errors';
import { removalOf, UNIT_KINDS, type Unit } from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import { countParameters } from '../model/facts/model-facts.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { type Checkpoint, mapSteps, type Progress } from '../progress/progress.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { compareLosses } from '../score/compare-losses.ts';
import type { Window } from '../text/windows.ts';
import type { ScreenedUnit } from './plan-candidates.ts';

/** The units of a model that can go, with their losses, and why others cannot. */
export interface Screening {
  readonly units: readonly ScreenedUnit[];
  /** The first unit of each kind that cannot go alone. */
  readonly obstacles: readonly { readonly unit: Unit; readonly error: AppError }[];
}

interface ScreeningRun {
  readonly resident: ResidentModel;
  readonly checkpoint: Checkpoint;
  /** Windows of the text that chooses. */
  readonly windows: readonly Window[];
}

/** Measures the loss of the model without every block, attention and MLP alone. */
export async function* screenUnits(
  { structure }: OpenedModel,
  { resident, checkpoint, windows }: ScreeningRun,
): AsyncGenerator<Progress, Screening> {
  const whole = countParameters(structure.model.graph);
  const all = UNIT_KINDS.map((kind) =>
    structure.blocks.map((_, block) => {
      const unit: Unit = { kind, block };
      return { unit, error: resident.findObstacle(removalOf([unit])) };
    }),
  );
  const able = all.flat().flatMap(({ unit, error }) => (error === null ? [unit] : []));
  const total = able.length * windows.length;
  let done = 0;
  const note = 'each block, attention and MLP alone';
  const work = compareLosses({ whole: resident, changed: resident, removals: able.map((unit) => removalOf([unit])), windows, checkpoint });
  const losses = yield* mapSteps(work, ({ count, checkpoint: kept }): Progress => {
    done += count;
    return { phase: 'measure', done, total, note, checkpoint: kept };
  });
  return {
    units: able.map((unit, place) => ({
      unit,
      loss: measureTextLoss(getAt(losses, place)).logLoss,
      parameters: whole - countParameters(removeUnits(structure, removalOf([unit])).model.graph),
    })),
    obstacles: all.flatMap((ofKind) => ofKind.flatMap(({ unit, error }) => (error === null ? [] : [{ unit, error }])).slice(0, 1)),
  };
}
