import { registerEnumType } from 'type-graphql';

/** How the layers to remove are chosen; the value is the name that the strategies package uses. */
export const Strategy = {
  SEQUENTIAL: 'sequential',
  REVERSE: 'reverse',
  BLOCK_INFLUENCE: 'block-influence',
  RELATIVE_MAGNITUDE: 'relative-magnitude',
  ANGULAR_SPAN: 'angular-span',
  LEAVE_ONE_OUT_LOSS: 'leave-one-out-loss',
  GREEDY_LOSS: 'greedy-loss',
  RANDOM: 'random',
  RANDOM_INNER: 'random-inner',
  EXPLICIT: 'explicit',
} as const;
export type Strategy = (typeof Strategy)[keyof typeof Strategy];

registerEnumType(Strategy, {
  name: 'Strategy',
  description: 'How the layers to remove are chosen.',
  valuesConfig: {
    SEQUENTIAL: { description: 'From the first layer on.' },
    REVERSE: { description: 'From the last layer back.' },
    BLOCK_INFLUENCE: { description: 'Lowest block influence first.' },
    RELATIVE_MAGNITUDE: { description: 'Lowest relative magnitude first.' },
    ANGULAR_SPAN: { description: 'The run of consecutive layers whose ends are closest in angle.' },
    LEAVE_ONE_OUT_LOSS: { description: 'Lowest loss increase first, each measured alone.' },
    GREEDY_LOSS: { description: 'Lowest loss increase first, measured again after each removal.' },
    RANDOM: { description: 'Drawn by a seeded generator: a control.' },
    RANDOM_INNER: { description: 'The same, but never the first or last layer: the control that a metric must beat.' },
    EXPLICIT: { description: 'Named by whoever asked.' },
  },
});
