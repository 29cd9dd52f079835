import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';
import { evolve } from '../searches/evolve.ts';

/** EvoPress (arXiv 2410.14649). */
export const evolutionary = defineStrategy({
  name: 'evolutionary',
  label: 'Evolutionary search',
  describe: 'The units whose common removal changes the predictions least, found by an evolutionary search',
  units: UNIT_KINDS,
  needs: evolve,
  isNested: false,
});
