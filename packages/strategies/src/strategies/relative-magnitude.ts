import { MEASURES } from '@lamina/metrics';
import { defineStrategy } from '../define-strategy.ts';

/** The first relative magnitude of ShortGPT (arXiv 2403.03853), appendix. */
export const relativeMagnitude = defineStrategy({
  name: 'relative-magnitude',
  label: 'Relative magnitude',
  describe: 'The smallest update relative to the hidden state after it',
  units: ['block'],
  needs: [MEASURES.relativeMagnitude.id],
  isNested: true,
});
