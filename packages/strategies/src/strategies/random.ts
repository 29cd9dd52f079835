import { createRandom } from '@lamina/metrics';
import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';

/** All candidates are shuffled, so that a choice of k units is the beginning of that of k + 1. */
export const random = defineStrategy({
  name: 'random',
  label: 'Random',
  describe: 'Drawn by a seeded random generator',
  units: UNIT_KINDS,
  needs: [],
  isRandom: true,
  isNested: true,
  order: (_scores, { candidates, seed }) => createRandom(seed).shuffle([...candidates]),
});
