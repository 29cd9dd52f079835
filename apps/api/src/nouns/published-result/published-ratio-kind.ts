import { registerEnumType } from 'type-graphql';

/** What a published ratio counts; the value is the name in the published tables. */
export const PublishedRatioKind = { AS_PRINTED: 'as-printed', BLOCKS: 'blocks' } as const;
export type PublishedRatioKind = (typeof PublishedRatioKind)[keyof typeof PublishedRatioKind];

registerEnumType(PublishedRatioKind, {
  name: 'PublishedRatioKind',
  description: 'What a published ratio counts.',
  valuesConfig: {
    AS_PRINTED: { description: 'Whatever the paper counts: it does not say.' },
    BLOCKS: { description: 'Layers removed / layers of the dense model.' },
  },
});
