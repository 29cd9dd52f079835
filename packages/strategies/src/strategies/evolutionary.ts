import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';

/** EvoPress (arXiv 2410.14649). */
export const evolutionary = defineStrategy({
  name: 'evolutionary',
  label: 'Evolutionary search',
  describe: 'The units whose common removal changes the predictions least, found by an evolutionary search',
  units: UNIT_KINDS,
  needs: 'evolved',
  isNested: false,
});
