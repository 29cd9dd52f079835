import { measureTextLoss } from '@lamina/benchmarks';
import { type AppError, getAt } from '@lamina/errors';
import { type Checkpoint, countParameters, mapSteps, type OpenedModel, type Progress, type Window } from '@lamina/models';
import { removalOf, UNIT_KINDS, type Unit } from '@lamina/plans';
import { removeUnits } from '@lamina/surgery';
import type { ResidentModel } from '../resident/resident-model.ts';
import { compareLosses } from '../score/compare-losses.ts';

/** A unit that can go, with the loss of the model without it alone. */
export interface ScreenedUnit {
  readonly unit: Unit;
  /** On the text that chooses, nats per token; below 0 = better than the whole model. */
  readonly loss: number;
  readonly parameters: number;
}

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
