import { defineStrategy } from '../define-strategy.ts';
import { iterateRepair as search } from '../searches/iterate-repair.ts';

/** Prune&Comp (arXiv 2507.18212). The search solves the repair, so its choice is always repaired in the same way. */
export const iterateRepair = defineStrategy({
  name: 'iterate-repair',
  label: 'Iterative, each step repaired',
  describe: 'The lowest block influence, measured again after each removal has been repaired',
  units: ['block'],
  needs: search,
  isNested: true,
});
