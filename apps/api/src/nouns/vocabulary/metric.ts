import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** Metrics of one layer; the value is the definition that stored rows name. */
export const Metric = defineEnum(
  'Metric',
  'What is measured of a layer. h(i) is the residual stream entering layer i, h(i+1) the one leaving it.',
  {
    BLOCK_INFLUENCE: [
      'block-influence@1',
      '1 − mean cosine of h(i) and h(i+1), before the final norm (ShortGPT). 0 to 2; lower = more redundant.',
    ],
    BLOCK_INFLUENCE_FINAL_NORM: [
      'block-influence-final-norm@1',
      'The same, but the last layer is measured after the final norm, as output_hidden_states users get it.',
    ],
    RELATIVE_MAGNITUDE: ['relative-magnitude@1', 'Mean of ‖h(i+1) − h(i)‖ / ‖h(i+1)‖.'],
    ANGULAR_DISTANCE: ['angular-distance@1', 'Mean angle of h(i) and h(i+1) at the last token of a window, divided by π.'],
    HIDDEN_NORM: ['hidden-norm@1', 'Mean ‖h(i)‖: a diagnosis, no redundancy measure.'],
    LOSS_INCREASE: ['loss-increase@1', 'Loss without this layer minus dense loss, nats per token.'],
    OUTPUT_DIVERGENCE: [
      'output-divergence@1',
      'Mean Kullback–Leibler divergence of the next-token distribution without this layer from the dense one.',
    ],
  },
);
export type Metric = ValueOf<typeof Metric>;
