import { defineMeasure } from './measure.ts';

/** Input: KL(whole ‖ changed) of the next-token distributions at one position, nats. 0 to infinity. */
const divergence = defineMeasure({
  id: 'divergence@1',
  of: 'change',
  unit: 'nats per token',
  better: 'lower',
  label: 'Divergence',
  describe: 'Mean Kullback–Leibler divergence of the changed model’s next-token distribution from that of the whole model, nats per token.',
  term: (nats: number) => nats,
});

/** Input: Σ |p − q| over the vocabulary at one position, 0 to 2. Its term is Σ min(p, q) = 1 − half of that. */
const acceptance = defineMeasure({
  id: 'acceptance@1',
  of: 'change',
  better: null,
  label: 'Acceptance',
  describe:
    'Mean probability that a token drafted from the changed model is accepted by speculative sampling from the whole model at temperature 1.',
  term: (distance: number) => 1 - distance / 2,
});

/** Inputs: the most likely token of each model at one position. */
const top1Agreement = defineMeasure({
  id: 'top1-agreement@1',
  of: 'change',
  better: null,
  label: 'Top-1 agreement',
  describe: 'Share of positions whose most likely next token is that of the whole model.',
  term: (whole: number, changed: number) => (whole === changed ? 1 : 0),
});

/** The measures of a changed model beside the whole one, at every position of a text. */
export const CHANGE_MEASURES = { divergence, acceptance, top1Agreement } as const;
