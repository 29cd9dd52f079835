import { registerEnumType } from 'type-graphql';

/** Where the norms of a block sit, measured from the graph. */
export const NormPlacement = { PRE: 'pre', POST: 'post', SANDWICH: 'sandwich', PARALLEL: 'parallel', UNKNOWN: 'unknown' } as const;
export type NormPlacement = (typeof NormPlacement)[keyof typeof NormPlacement];

registerEnumType(NormPlacement, {
  name: 'NormPlacement',
  description: 'Where the norms of a block sit, measured from the graph.',
  valuesConfig: {
    PRE: { description: 'Before attention and feed-forward: the state between blocks is the raw residual.' },
    POST: { description: 'After the residual addition: the state between blocks is the output of a norm.' },
    SANDWICH: { description: 'Before and after each branch; the residual itself stays raw.' },
    PARALLEL: { description: 'One norm feeds attention and feed-forward side by side.' },
    UNKNOWN: { description: 'The graph does not tell.' },
  },
});
