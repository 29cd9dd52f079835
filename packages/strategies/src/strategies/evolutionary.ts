import { UNIT_KINDS } from '@lamina/plans';
import { takeSearchedSet } from '../search.ts';
import type { Strategy } from '../strategy.ts';

/** EvoPress (arXiv 2410.14649). */
export const evolutionary = {
  name: 'evolutionary',
  label: 'Evolutionary search',
  describe: 'The units whose common removal changes the predictions least, found by an evolutionary search',
  units: UNIT_KINDS,
  needs: 'evolved',
  isRandom: false,
  isNested: false,
  keepsEnds: false,
  order: (scores, request) => takeSearchedSet('evolved', scores, request),
} as const satisfies Strategy;
