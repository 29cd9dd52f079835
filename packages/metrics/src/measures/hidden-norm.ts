import { defineMeasure } from './measure.ts';

/** Input: h_i·h_i of one token; h_L is taken before the final norm. At least 0. */
export const hiddenNorm = defineMeasure({
  id: 'hidden-norm@1',
  of: 'state',
  better: null,
  label: 'State norm',
  formula: 'mean ‖h(i)‖',
  describe: 'Mean length of the state before the layer: a diagnostic value, not a measure of redundancy.',
  term: (square: number) => Math.sqrt(square),
});
