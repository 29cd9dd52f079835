import { UNIT_KINDS } from '@lamina/plans';
import type { Strategy } from '../strategy.ts';

export const sequential = {
  name: 'sequential',
  label: 'Sequential (first first)',
  describe: 'From the first block to the last',
  units: UNIT_KINDS,
  needs: [],
  isRandom: false,
  isNested: true,
  keepsEnds: false,
  order: (_scores, { candidates }) => candidates,
} as const satisfies Strategy;
