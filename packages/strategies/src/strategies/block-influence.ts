import { MEASURES } from '@lamina/metrics';
import { UNIT_KINDS } from '@lamina/plans';
import { orderByMetrics } from '../order-by-metrics.ts';
import type { Strategy } from '../strategy.ts';

const NEEDS = [MEASURES.blockInfluence.id, MEASURES.attentionInfluence.id, MEASURES.mlpInfluence.id] as const;

/** ShortGPT (arXiv 2403.03853), section 3; attentions and MLPs as LLM-Drop (arXiv 2406.15786), section 3. */
export const blockInfluence = {
  name: 'block-influence',
  label: 'Block influence',
  describe: 'What changes the direction of the hidden state least',
  units: UNIT_KINDS,
  needs: NEEDS,
  isRandom: false,
  isNested: true,
  keepsEnds: false,
  order: (scores, request) => orderByMetrics(NEEDS, scores, request),
} as const satisfies Strategy;
