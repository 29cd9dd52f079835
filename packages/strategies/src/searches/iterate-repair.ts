import { NO_REPAIR, REPAIR_KINDS, type RepairKind } from '@lamina/metrics';
import { defineSearch } from '../search.ts';
import { removeByInfluence } from './iterate.ts';

/**
 * The same as `iterate` for whole layers, with the removed runs repaired after each removal, on the text that is read.
 *
 * Source: Prune&Comp (arXiv 2507.18212), its iterative compensation. Prune&Comp keeps the factors of earlier steps, and here a run has one factor.
 */
export const iterateRepair = defineSearch({
  name: 'iterate-repair',
  label: 'Iterative removal with repairs',
  describe: 'Removes whole layers one by one by influence; the removed layers are repaired on the scored text before each measurement',
  units: ['block'],
  chooses: 'order',
  settings: {
    searchRepair: {
      kind: 'choice',
      label: 'Repair of the search',
      description: 'Strategy iterate-repair: the repair of the removed layers before each measurement, and of the result.',
      choices: REPAIR_KINDS.filter((kind): kind is Exclude<RepairKind, typeof NO_REPAIR> => kind !== NO_REPAIR),
      usual: 'scalar',
    },
  },
  judges: () => 'influence',
  repair: ({ searchRepair }) => searchRepair,
  // Every step but the first also solves the repair of the units before.
  reads: ({ counts }) => Math.max(0, 2 * Math.max(0, ...counts) - 1),
  run: (model, task) => removeByInfluence(model, task, task.settings.searchRepair),
});
