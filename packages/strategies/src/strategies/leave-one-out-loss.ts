import { MEASURES } from '@lamina/metrics';
import { UNIT_KINDS } from '@lamina/plans';
import { defineStrategy } from '../define-strategy.ts';

export const leaveOneOutLoss = defineStrategy({
  name: 'leave-one-out-loss',
  label: 'Leave-one-out loss',
  describe: 'The lowest loss increase if it alone is removed',
  units: UNIT_KINDS,
  needs: [MEASURES.lossIncrease.id, MEASURES.attentionLossIncrease.id, MEASURES.mlpLossIncrease.id],
  isNested: true,
});
