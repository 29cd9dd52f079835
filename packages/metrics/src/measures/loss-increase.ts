import { defineMeasure } from './measure.ts';

/** Inputs: the loss of one window without the unit and that of the whole model, in nats. The count is that of predicted tokens. */
const term = (without: number, whole: number): number => without - whole;

export const lossIncrease = defineMeasure({
  id: 'loss-increase@1',
  of: 'block',
  unit: 'nats per token',
  better: 'lower',
  label: 'Loss increase',
  describe: 'Loss without the layer minus that of the whole model, nats per token.',
  term,
});

export const attentionLossIncrease = defineMeasure({
  id: 'attention-loss-increase@1',
  of: 'attention',
  unit: 'nats per token',
  better: 'lower',
  label: 'Attention loss increase',
  describe: 'Loss without the token mixer of the layer minus that of the whole model, nats per token.',
  term,
});

export const mlpLossIncrease = defineMeasure({
  id: 'mlp-loss-increase@1',
  of: 'mlp',
  unit: 'nats per token',
  better: 'lower',
  label: 'MLP loss increase',
  describe: 'Loss without the MLP of the layer minus that of the whole model, nats per token.',
  term,
});
