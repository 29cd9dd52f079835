import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const NormPlacement = defineEnum('NormPlacement', 'Where the norms of a block sit, measured from the graph.', {
  PRE: ['pre', 'Before attention and feed-forward: the state between blocks is the raw residual.'],
  POST: ['post', 'After the residual addition: the state between blocks is the output of a norm.'],
  SANDWICH: ['sandwich', 'Before and after each branch; the residual itself stays raw.'],
  PARALLEL: ['parallel', 'One norm feeds attention and feed-forward side by side.'],
  UNKNOWN: ['unknown', 'The graph does not tell.'],
});
export type NormPlacement = ValueOf<typeof NormPlacement>;
