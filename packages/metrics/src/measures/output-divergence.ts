import { defineMeasure } from './measure.ts';

/** Input: KL(whole ‖ changed) of the next-token distributions at one position, in nats, as the graph computes it. At least 0. */
export const outputDivergence = defineMeasure({
  id: 'output-divergence@1',
  of: 'change',
  unit: 'nats per token',
  better: 'lower',
  label: 'Output divergence',
  describe:
    'Mean Kullback–Leibler divergence of the next-token distribution without the removed units from that of the whole model, nats per token.',
  term: (divergence: number) => divergence,
});
