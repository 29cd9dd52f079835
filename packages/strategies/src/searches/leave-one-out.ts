import { getAt } from '@lamina/errors';
import { MEASURES, orderAscending } from '@lamina/metrics';
import { addUnit, isRemoved, UNIT_KINDS } from '@lamina/plans';
import { defineSearch } from '../search.ts';

/** Leaves out each unit in turn. A resident model in parts shares the states before the unit, so that this costs about half of one pass per unit. */
export const leaveOneOut = defineSearch({
  name: 'leave-one-out',
  label: 'Losses without one unit',
  describe: 'Measures the loss increase without each single unit',
  units: UNIT_KINDS,
  chooses: 'alone',
  measures: [MEASURES.lossIncrease.id, MEASURES.attentionLossIncrease.id, MEASURES.mlpLossIncrease.id],
  judges: () => 'loss',
  reads: ({ units }) => units + 1,
  async *run(model, { units, removed }) {
    const open = units.filter((unit) => !isRemoved(removed, unit) && model.findObstacle(addUnit(removed, unit), null) === null);
    const judgements = yield* model.judge('loss', [removed, ...open.map((unit) => addUnit(removed, unit))]);
    const found = judgements.slice(1);
    const judged = new Map(open.map((unit, place) => [unit, getAt(found, place)]));
    const means = found.map(({ mean }) => mean);
    const order = orderAscending(means);
    return {
      order: order.map((place) => getAt(open, place)),
      values: order.map((place) => getAt(means, place)),
      losses: { base: getAt(judgements, 0).perWindow, without: units.map((unit) => judged.get(unit)?.perWindow ?? null) },
    };
  },
});
