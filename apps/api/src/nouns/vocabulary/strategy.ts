import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** How the layers to remove are chosen; the value is the name that the strategies package uses. */
export const Strategy = defineEnum('Strategy', 'How the layers to remove are chosen.', {
  SEQUENTIAL: ['sequential', 'From the first layer on.'],
  REVERSE: ['reverse', 'From the last layer back.'],
  BLOCK_INFLUENCE: ['block-influence', 'Lowest block influence first.'],
  RELATIVE_MAGNITUDE: ['relative-magnitude', 'Lowest relative magnitude first.'],
  ANGULAR_SPAN: ['angular-span', 'The run of consecutive layers whose ends are closest in angle.'],
  LEAVE_ONE_OUT_LOSS: ['leave-one-out-loss', 'Lowest loss increase first, each measured alone.'],
  GREEDY_LOSS: ['greedy-loss', 'Lowest loss increase first, measured again after each removal.'],
  RANDOM: ['random', 'Drawn by a seeded generator: a control.'],
  RANDOM_INNER: ['random-inner', 'The same, but never the first or last layer: the control that a metric must beat.'],
  EXPLICIT: ['explicit', 'Named by whoever asked.'],
});
export type Strategy = ValueOf<typeof Strategy>;
