import { registerEnumType } from 'type-graphql';

/** What of two models was set side by side. */
export const Alignment = { LAYERS: 'LAYERS', DEPTH_BINS: 'DEPTH_BINS' } as const;
export type Alignment = (typeof Alignment)[keyof typeof Alignment];

registerEnumType(Alignment, {
  name: 'Alignment',
  description: 'What of two models was set side by side.',
  valuesConfig: {
    LAYERS: { description: 'Layers of the same index: both models have the same number.' },
    DEPTH_BINS: { description: 'Means in ranges of relative depth: the models have different numbers of layers.' },
  },
});
