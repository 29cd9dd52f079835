import { MEASURES } from '@lamina/metrics';
import { UNIT_KINDS } from '@lamina/plans';
import { orderByMetrics } from '../order-by-metrics.ts';
import type { Strategy } from '../strategy.ts';

const NEEDS = [MEASURES.lossIncrease.id, MEASURES.attentionLossIncrease.id, MEASURES.mlpLossIncrease.id] as const;

export const leaveOneOutLoss = {
  name: 'leave-one-out-loss',
  label: 'Leave-one-out loss',
  describe: 'The lowest loss increase if it alone is removed',
  units: UNIT_KINDS,
  needs: NEEDS,
  isRandom: false,
  isNested: true,
  keepsEnds: false,
  order: (scores, request) => orderByMetrics(NEEDS, scores, request),
} as const satisfies Strategy;
