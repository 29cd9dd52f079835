import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** Metrics of one layer; the value is the definition in stored rows. */
export const Metric = defineEnum(
  'Metric',
  'Metric of a layer. h(i) is the residual stream that enters layer i, h(i+1) the stream that leaves it.',
  {
    BLOCK_INFLUENCE: [
      'block-influence@1',
      '1 − mean cosine of h(i) and h(i+1), before the final norm (ShortGPT). 0 to 2; lower = more redundant.',
    ],
    BLOCK_INFLUENCE_FINAL_NORM: [
      'block-influence-final-norm@1',
      'The same, but the last layer is measured after the final norm, as in output_hidden_states of transformers.',
    ],
    RELATIVE_MAGNITUDE: ['relative-magnitude@1', 'Mean of ‖h(i+1) − h(i)‖ / ‖h(i+1)‖.'],
    ANGULAR_DISTANCE: ['angular-distance@1', 'Mean angle of h(i) and h(i+1) at the last token of a window, divided by π.'],
    HIDDEN_NORM: ['hidden-norm@1', 'Mean ‖h(i)‖: a diagnostic value, not a measure of redundancy.'],
    LOSS_INCREASE: ['loss-increase@1', 'Loss without this layer minus dense loss, nats per token.'],
    OUTPUT_DIVERGENCE: [
      'output-divergence@1',
      'Mean Kullback–Leibler divergence between the dense next-token distribution and the one without this layer.',
    ],
  },
);
export type Metric = ValueOf<typeof Metric>;
