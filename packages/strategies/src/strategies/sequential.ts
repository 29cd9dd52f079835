import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';

export const sequential = defineStrategy({
  name: 'sequential',
  label: 'Sequential (first first)',
  describe: 'From the first block to the last',
  units: UNIT_KINDS,
  needs: [],
  isNested: true,
  order: (_scores, { candidates }) => candidates,
});
