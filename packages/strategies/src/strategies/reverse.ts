import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';

export const reverse = defineStrategy({
  name: 'reverse',
  label: 'Reverse (last first)',
  describe: 'From the last block to the first',
  units: UNIT_KINDS,
  needs: [],
  isNested: true,
  order: (_scores, { candidates }) => candidates.toReversed(),
});
