import { takeSearched } from '../search.ts';
import type { Strategy } from '../strategy.ts';

/** Prune&Comp (arXiv 2507.18212). The search solves the repair, so its choice is always repaired in the same way. */
export const iterateRepair = {
  name: 'iterate-repair',
  label: 'Iterative, each step repaired',
  describe: 'The lowest block influence, measured again after each removal has been repaired',
  units: ['block'],
  needs: 'repaired',
  isRandom: false,
  isNested: true,
  keepsEnds: false,
  order: (scores, request) => takeSearched('repaired', scores, request),
} as const satisfies Strategy;
