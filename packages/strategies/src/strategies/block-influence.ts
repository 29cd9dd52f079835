import { MEASURES } from '@lamina/metrics';
import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';

/** ShortGPT (arXiv 2403.03853), section 3; attentions and MLPs as LLM-Drop (arXiv 2406.15786), section 3. */
export const blockInfluence = defineStrategy({
  name: 'block-influence',
  label: 'Block influence',
  describe: 'The smallest change of the direction of the hidden state',
  units: UNIT_KINDS,
  needs: [MEASURES.blockInfluence.id, MEASURES.attentionInfluence.id, MEASURES.mlpInfluence.id],
  isNested: true,
});
