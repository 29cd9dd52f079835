import { defineMeasure } from './measure.ts';

/** Input: KL(whole ‖ rounded) of the next-token distributions at one position, nats. At least 0. */
export const roundingDivergence = defineMeasure({
  id: 'rounding-divergence@1',
  of: 'change',
  unit: 'nats per token',
  better: 'lower',
  label: 'Rounding divergence',
  describe:
    'Mean Kullback–Leibler divergence of the next-token distribution of the model in which only the matrices of one unit are rounded to a type, from that of the whole model, nats per token.',
  term: (nats: number) => nats,
});
