import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const NormPlacement = defineEnum('NormPlacement', 'Where the norms of a block sit, measured from the graph.', {
  PRE: ['pre', 'Before attention and feed-forward: the state between blocks is the raw residual.'],
  POST: ['post', 'After the residual addition: the state between blocks is the output of a norm.'],
  SANDWICH: ['sandwich', 'Before and after each branch; the residual stream itself has no norm.'],
  PARALLEL: ['parallel', 'One norm feeds both attention and feed-forward, in parallel.'],
  UNKNOWN: ['unknown', 'The graph does not show it.'],
});
export type NormPlacement = ValueOf<typeof NormPlacement>;
