import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';
import { greedy } from '../searches/greedy.ts';

/** BlockPruner (arXiv 2406.10594). */
export const greedyLoss = defineStrategy({
  name: 'greedy-loss',
  label: 'Greedy loss',
  describe: 'The lowest loss increase, measured again after each removal',
  units: UNIT_KINDS,
  needs: greedy,
  isNested: true,
});
