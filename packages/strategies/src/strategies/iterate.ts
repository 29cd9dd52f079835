import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';
import { iterate as search } from '../searches/iterate.ts';

/** As Prune&Comp (arXiv 2507.18212) scores. */
export const iterate = defineStrategy({
  name: 'iterate',
  label: 'Iterative influence',
  describe: 'The lowest block influence, measured again after each removal',
  units: UNIT_KINDS,
  needs: search,
  isNested: true,
});
