import { UNIT_KINDS } from '@lamina/plans';
import { takeSearched } from '../search.ts';
import type { Strategy } from '../strategy.ts';

/** As Prune&Comp (arXiv 2507.18212) scores. */
export const iterate = {
  name: 'iterate',
  label: 'Iterative influence',
  describe: 'The lowest block influence, measured again after each removal',
  units: UNIT_KINDS,
  needs: 'iterative',
  isRandom: false,
  isNested: true,
  keepsEnds: false,
  order: (scores, request) => takeSearched('iterative', scores, request),
} as const satisfies Strategy;
