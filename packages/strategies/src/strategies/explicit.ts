import { AppError } from '@lamina/errors';
import { EXPLICIT, UNIT_KINDS } from '@lamina/plans';
import type { Strategy } from '../strategy.ts';

/** The name under which units are stored that a person chose. It chooses nothing itself. */
export const explicit = {
  name: EXPLICIT,
  label: 'Explicit list',
  describe: 'Units that a person named',
  units: UNIT_KINDS,
  needs: [],
  isRandom: false,
  isNested: false,
  keepsEnds: false,
  order: () => {
    throw new AppError('BAD_USER_INPUT', 'the strategy explicit chooses nothing; name the units to remove instead');
  },
} as const satisfies Strategy;
