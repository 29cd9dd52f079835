import { UNIT_KINDS } from '@lamina/plans';
import type { Strategy } from '../strategy.ts';

export const reverse = {
  name: 'reverse',
  label: 'Reverse (last first)',
  describe: 'From the last block to the first',
  units: UNIT_KINDS,
  needs: [],
  isRandom: false,
  isNested: true,
  keepsEnds: false,
  order: (_scores, { candidates }) => candidates.toReversed(),
} as const satisfies Strategy;
