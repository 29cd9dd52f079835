import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import { isRemoved, NOTHING_REMOVED, type Removal, removalOf, type Unit } from '@lamina/plans';
import type { SearchedModel } from '../search.ts';
import { getSearch } from '../search-results.ts';
import { completeSettings, SEARCH_SETTINGS, SEARCHES, type Search } from './searches.ts';

const WINDOWS = 8;
const BLOCKS = [0, 1, 2, 3, 4, 5];
const UNITS = BLOCKS.map((block): Unit => ({ kind: 'block', block }));
/** Blocks cost this alone; 1 and 3 cost much more together. */
const COSTS = [5, 1, 4, 2, 6, 3];

function costOf(removal: Removal): number {
  const blocks = removal.map(({ block }) => block);
  const together = blocks.includes(1) && blocks.includes(3) ? 10 : 0;
  return blocks.reduce((sum, block) => sum + (COSTS[block] ?? Number.NaN), together);
}

/** A model of known costs for a search among some units, which counts how often its text is read. */
function createModel(units: readonly Unit[]) {
  const model = {
    readings: 0,
    windowCount: WINDOWS,
    findObstacle: (removal: Removal) => (removal.length < BLOCKS.length ? null : new AppError('BAD_USER_INPUT', 'no block is left')),
    async *judge(quantity: string, removals: readonly Removal[], windows = Array.from({ length: WINDOWS }, (_, window) => window)) {
      const reads = ((removals.length + (quantity === 'divergence' ? 1 : 0)) * windows.length) / WINDOWS;
      model.readings += reads;
      yield reads;
      return removals.map((removal) => ({ mean: costOf(removal), perWindow: windows.map(() => costOf(removal)) }));
    },
    async *measureInfluences(removal: Removal, repair: string | null) {
      const reads = repair === null || removal.length === 0 ? 1 : 2;
      model.readings += reads;
      yield reads;
      return units.map((unit) => (isRemoved(removal, unit) ? null : costOf(removalOf([...removal, unit])) - costOf(removal)));
    },
  };
  return model satisfies SearchedModel<number>;
}

async function run(search: Search, count: number, removed: Removal = NOTHING_REMOVED, searchPasses = 60) {
  const units = UNITS.filter((unit) => !isRemoved(removed, unit));
  const model = createModel(units);
  const settings = completeSettings({ searchPasses });
  const work = search.run(model, { units, count, removed, seed: 0, settings });
  let step = await work.next();
  while (!step.done) step = await work.next();
  const readings = search.reads({ units: units.length, counts: search.chooses === 'alone' ? [] : [count] }, settings);
  return { ...step.value, readings: model.readings, promised: readings };
}

const removing = SEARCHES.filter(({ chooses }) => chooses !== 'alone');
const blocksOf = (units: readonly Unit[]) => units.map(({ block }) => block);

describe('every search', () => {
  it('has settings of its own, whose usual values are complete', () => {
    const names = SEARCHES.flatMap(({ settings }) => Object.keys(settings));
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(completeSettings({}))).toEqual(Object.keys(SEARCH_SETTINGS));
    // Words that an address may have in place of numbers count as not given.
    expect(completeSettings({ searchPasses: 'many', searchSeeds: [] })).toEqual(completeSettings({}));
  });

  it.each(removing)('$name removes exactly as many units as it is asked for, each once, and reads no more than it says', async (search) => {
    for (const count of [1, 2, 3]) {
      const { order, values, readings, promised } = await run(search, count);
      expect(new Set(blocksOf(order)).size).toBe(count);
      expect(values).toHaveLength(search.chooses === 'set' ? 1 : count);
      expect(readings).toBeLessThanOrEqual(promised);
    }
  });

  it.each(removing)('$name avoids two units that cost more together than others', async (search) => {
    const { order } = await run(search, 2);
    expect(blocksOf(order).sort()).toEqual([1, 5]);
  });

  it.each(SEARCHES.filter(({ chooses }) => chooses !== 'set'))('$name goes on from what is removed already', async (search) => {
    const { order } = await run(search, 1, removalOf([{ kind: 'block', block: 1 }]));
    expect(order[0]).toEqual({ kind: 'block', block: 5 });
  });
});

describe('leave-one-out', () => {
  it('orders all units by what each costs alone, and gives the losses of every window', async () => {
    const { order, losses, readings, promised } = await run(getSearch('leave-one-out'), BLOCKS.length);
    expect(blocksOf(order)).toEqual([1, 3, 5, 2, 0, 4]);
    expect(losses?.base).toEqual(Array.from({ length: WINDOWS }, () => 0));
    expect(losses?.without.map((each) => each?.[0])).toEqual(COSTS);
    expect(readings).toBe(promised);
  });
});
