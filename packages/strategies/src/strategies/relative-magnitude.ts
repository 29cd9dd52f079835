import { MEASURES } from '@lamina/metrics';
import { orderByMetrics } from '../order-by-metrics.ts';
import type { Strategy } from '../strategy.ts';

/** The first relative magnitude of ShortGPT (arXiv 2403.03853), appendix. */
export const relativeMagnitude = {
  name: 'relative-magnitude',
  label: 'Relative magnitude',
  describe: 'The smallest update relative to the hidden state after it',
  units: ['block'],
  needs: [MEASURES.relativeMagnitude.id],
  isRandom: false,
  isNested: true,
  keepsEnds: false,
  order: (scores, request) => orderByMetrics([MEASURES.relativeMagnitude.id], scores, request),
} as const satisfies Strategy;
