import { getAt } from '@lamina/errors';
import { addUnit, isRemoved, UNIT_KINDS, type Unit } from '@lamina/plans';
import { defineSearch } from '../search.ts';

/**
 * Each step removes the unit whose removal gives the lowest loss. Losses are measured again after every removal. Of equal losses, the unit that comes first
 * is removed. The search stops early where no further unit can be removed.
 *
 * Source: BlockPruner (arXiv 2406.10594), Algorithm 1, for units of one kind and for attentions and MLPs together.
 */
export const greedy = defineSearch({
  name: 'greedy',
  label: 'Greedy removal',
  describe: 'Removes units one by one, each time the one with the lowest loss increase',
  units: UNIT_KINDS,
  chooses: 'order',
  judges: () => 'loss',
  // Step s tries the units that are left: U + (U − 1) + …, one term for each removal.
  reads({ units, counts }) {
    const steps = Math.max(0, ...counts);
    return steps * units - (steps * (steps - 1)) / 2;
  },
  async *run(model, { units, count, removed }) {
    const order: Unit[] = [];
    const values: number[] = [];
    let removal = removed;
    while (order.length < count) {
      const open = units.filter((unit) => !isRemoved(removal, unit) && model.findObstacle(addUnit(removal, unit), null) === null);
      const judged = yield* model.judge(
        'loss',
        open.map((unit) => addUnit(removal, unit)),
      );
      const [best] = open.map((unit, place) => ({ unit, loss: getAt(judged, place).mean })).sort((a, b) => a.loss - b.loss);
      if (best === undefined) break;
      order.push(best.unit);
      values.push(best.loss);
      removal = addUnit(removal, best.unit);
    }
    return { order, values, losses: null };
  },
});
