import { defineMeasure, type Measure } from './measure.ts';

/** Inputs of its terms: the loss of one window without the unit and that of the whole model, in nats. The count is that of predicted tokens. */
const defineLossIncrease = <const Id extends string>(id: Id, of: Measure['of'], label: string, unit: string) =>
  defineMeasure({
    id,
    of,
    label,
    unit: 'nats per token',
    better: 'lower',
    describe: `Loss without ${unit} minus that of the whole model, nats per token.`,
    term: (without: number, whole: number) => without - whole,
  });

export const lossIncrease = defineLossIncrease('loss-increase@1', 'block', 'Loss increase', 'the layer');

export const attentionLossIncrease = defineLossIncrease(
  'attention-loss-increase@1',
  'attention',
  'Attention loss increase',
  'the token mixer of the layer',
);

export const mlpLossIncrease = defineLossIncrease('mlp-loss-increase@1', 'mlp', 'MLP loss increase', 'the MLP of the layer');
