import { addUnit, isRemoved, keyOfRemoval, type Removal, removalOf, type Unit } from '@lamina/plans';
import { findRemovalObstacle } from '@lamina/surgery';
import { keyOf, type WorkDone } from '../checkpoint.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { type Influences, openInfluenceModel } from './influence-model.ts';
import type { LossInput } from './measure-windows.ts';

/** One step of iterative removal: the unit, and its influence when it was chosen. */
export interface IterationStep extends Unit {
  readonly influence: number;
}

export interface IterateOptions extends SessionOptions {
  readonly units: readonly Unit[];
  readonly count: number;
}

/**
 * Removes `count` units one after the other, each time the one of lowest influence on the model without those before. Of equal influences, the unit
 * that comes first in `units` is removed. Stops early where no further unit can be removed. The model is loaded once, in parts and without its head.
 *
 * Source: Prune&Comp (arXiv 2507.18212), which scores again after each removal.
 */
export async function* removeIteratively(
  opened: OpenedModel,
  input: LossInput,
  { units, count, ...session }: IterateOptions,
): AsyncGenerator<WorkDone<Influences>, readonly IterationStep[]> {
  const model = openInfluenceModel(opened, input, { ...session, units });
  const measure = async function* (removal: Removal): AsyncGenerator<WorkDone<Influences>, Influences> {
    const key = `${keyOf([input.windows.map(({ ids }) => ids), units])}:influence:${keyOfRemoval(removal)}`;
    const known = input.checkpoint?.[key];
    if (isInfluences(known, units.length)) {
      yield { count: input.windows.length };
      return known;
    }
    const work = model.measure(removal);
    for (let step = await work.next(); ; step = await work.next()) {
      if (!step.done) {
        yield { count: step.value };
        continue;
      }
      yield { count: 0, checkpoint: { [key]: step.value } };
      return step.value;
    }
  };
  const steps: IterationStep[] = [];
  try {
    while (steps.length < count) {
      const removal = removalOf(steps);
      const open = units.filter(
        (unit) => !isRemoved(removal, unit) && findRemovalObstacle(opened.structure, addUnit(removal, unit)) === null,
      );
      if (open.length === 0) break;
      const influences = yield* measure(removal);
      const [best] = open
        .map((unit) => ({ ...unit, influence: influences[units.indexOf(unit)] ?? Number.POSITIVE_INFINITY }))
        .sort((a, b) => a.influence - b.influence);
      if (!best || best.influence === Number.POSITIVE_INFINITY) break;
      steps.push(best);
    }
    return steps;
  } finally {
    await model.release();
  }
}

function isInfluences(value: unknown, units: number): value is Influences {
  return Array.isArray(value) && value.length === units && value.every((one) => one === null || typeof one === 'number');
}
