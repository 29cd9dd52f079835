import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** How layers are chosen for removal; the value is the name in the strategies package. */
export const Strategy = defineEnum('Strategy', 'Strategy that chooses the layers to remove.', {
  SEQUENTIAL: ['sequential', 'From the first layer forwards.'],
  REVERSE: ['reverse', 'From the last layer backwards.'],
  BLOCK_INFLUENCE: ['block-influence', 'Lowest block influence first.'],
  RELATIVE_MAGNITUDE: ['relative-magnitude', 'Lowest relative magnitude first.'],
  ANGULAR_SPAN: ['angular-span', 'The run of consecutive layers whose ends are closest in angle.'],
  LEAVE_ONE_OUT_LOSS: ['leave-one-out-loss', 'Lowest loss increase first, each measured alone.'],
  GREEDY_LOSS: ['greedy-loss', 'Lowest loss increase first, measured again after each removal.'],
  RANDOM: ['random', 'Drawn by a seeded random generator; a control.'],
  RANDOM_INNER: ['random-inner', 'Random, but never the first or last layer; the control that a strategy must beat.'],
  EXPLICIT: ['explicit', 'An explicit list of layers.'],
});
export type Strategy = ValueOf<typeof Strategy>;
