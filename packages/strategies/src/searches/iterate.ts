import { getAt } from '@lamina/errors';
import type { RepairKind } from '@lamina/metrics';
import { addUnit, isRemoved, UNIT_KINDS, type Unit } from '@lamina/plans';
import { defineSearch, type SearchedModel, type SearchOutcome, type SearchTask } from '../search.ts';

/** Source: Prune&Comp (arXiv 2507.18212), which scores again after each removal. */
export const iterate = defineSearch({
  name: 'iterate',
  label: 'Iterative removal',
  describe: 'Removes units one by one by influence, measured again after each',
  units: UNIT_KINDS,
  chooses: 'order',
  judges: () => 'influence',
  reads: ({ counts }) => Math.max(0, ...counts),
  run: (model, task) => removeByInfluence(model, task, null),
});

/**
 * Removes units one after the other, each time the one of lowest influence on the model without those before. Of equal influences, the unit that comes
 * first is removed. The search stops early where no further unit can be removed.
 *
 * With a repair, the influences are those of the model in which all runs removed so far are repaired. The repair is solved anew after each removal, because
 * runs grow and join. So an influence is what a score of the same removal with the same repair gives.
 *
 * @throws AppError MODEL_UNSUPPORTED where the first removal can be repaired nowhere
 */
export async function* removeByInfluence<Step>(
  model: SearchedModel<Step>,
  { units, count, removed }: SearchTask<unknown>,
  repair: RepairKind | null,
): AsyncGenerator<Step, SearchOutcome> {
  const order: Unit[] = [];
  const values: number[] = [];
  let removal = removed;
  while (order.length < count) {
    const removable = units.filter((unit) => !isRemoved(removal, unit) && model.findObstacle(addUnit(removal, unit), null) === null);
    const obstacles = removable.map((unit) => model.findObstacle(addUnit(removal, unit), repair));
    const open = removable.filter((_, place) => obstacles[place] === null);
    const [obstacle] = obstacles;
    if (order.length === 0 && open.length === 0 && obstacle) throw obstacle;
    if (open.length === 0) break;
    const influences = yield* model.measureInfluences(removal, repair);
    const [best] = open
      .map((unit) => ({ unit, influence: getAt(influences, units.indexOf(unit)) ?? Number.POSITIVE_INFINITY }))
      .sort((a, b) => a.influence - b.influence);
    if (best === undefined || best.influence === Number.POSITIVE_INFINITY) break;
    order.push(best.unit);
    values.push(best.influence);
    removal = addUnit(removal, best.unit);
  }
  return { order, values, losses: null };
}
