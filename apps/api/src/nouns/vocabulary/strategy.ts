import type { EnumName } from '@lamina/metrics';
import { STRATEGY, type StrategyName } from '@lamina/plans';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** How layers are chosen for removal; the value is the name in the strategies package. */
export const Strategy = defineEnum('Strategy', 'Strategy that chooses the layers to remove.', {
  SEQUENTIAL: [STRATEGY.sequential, 'From the first layer forwards.'],
  REVERSE: [STRATEGY.reverse, 'From the last layer backwards.'],
  BLOCK_INFLUENCE: [STRATEGY.blockInfluence, 'Lowest block influence first.'],
  RELATIVE_MAGNITUDE: [STRATEGY.relativeMagnitude, 'Lowest relative magnitude first.'],
  ANGULAR_SPAN: [STRATEGY.angularSpan, 'The run of consecutive layers whose ends are closest in angle.'],
  LEAVE_ONE_OUT_LOSS: [STRATEGY.leaveOneOutLoss, 'Lowest loss increase first, each measured alone.'],
  GREEDY_LOSS: [STRATEGY.greedyLoss, 'Lowest loss increase first, measured again after each removal.'],
  ITERATE: [STRATEGY.iterate, 'Lowest block influence first, measured again after each removal.'],
  EVOLUTIONARY: [STRATEGY.evolutionary, 'Found together by an evolutionary search for the least change of the predictions.'],
  RANDOM: [STRATEGY.random, 'Drawn by a seeded random generator; a control.'],
  RANDOM_INNER: [STRATEGY.randomInner, 'Random, but never the first or last layer; the control that a strategy must beat.'],
  EXPLICIT: [STRATEGY.explicit, 'An explicit list of layers.'],
} satisfies Record<EnumName<StrategyName>, readonly [StrategyName, string]>);
export type Strategy = ValueOf<typeof Strategy>;
