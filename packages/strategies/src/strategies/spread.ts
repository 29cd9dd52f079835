import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';

/** "Every other" of LayerDrop (arXiv 1909.11556), section 3.2, for any number of units. */
export const spread = defineStrategy({
  name: 'spread',
  label: 'Evenly spread',
  describe: 'Every n-th, evenly spread over the depth',
  units: UNIT_KINDS,
  needs: [],
  isNested: false,
  order: (_scores, { candidates, count }) => {
    const places = new Set(Array.from({ length: count }, (_, part) => Math.floor(((part + 0.5) * candidates.length) / count)));
    // The others follow, for units that are removed with another one.
    return [...candidates.filter((_, place) => places.has(place)), ...candidates.filter((_, place) => !places.has(place))];
  },
});
