import { AppError } from '@lamina/errors';
import { EXPLICIT, UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';

/** The name under which units are stored that a person chose. It chooses nothing itself. */
export const explicit = defineStrategy({
  name: EXPLICIT,
  label: 'Explicit list',
  describe: 'Units that a person named',
  units: UNIT_KINDS,
  needs: [],
  isNested: false,
  order: () => {
    throw new AppError('BAD_USER_INPUT', 'the strategy explicit chooses nothing; name the units to remove instead');
  },
});
