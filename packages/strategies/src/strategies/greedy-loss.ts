import { UNIT_KINDS } from '@lamina/plans';
import { takeSearched } from '../search.ts';
import type { Strategy } from '../strategy.ts';

/** BlockPruner (arXiv 2406.10594). */
export const greedyLoss = {
  name: 'greedy-loss',
  label: 'Greedy loss',
  describe: 'The lowest loss increase, measured again after each removal',
  units: UNIT_KINDS,
  needs: 'greedy',
  isRandom: false,
  isNested: true,
  keepsEnds: false,
  order: (scores, request) => takeSearched('greedy', scores, request),
} as const satisfies Strategy;
