import { type EnumName, METRIC_ID, type MetricId, type NameInId } from '@lamina/metrics';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** Metrics of one layer; the value is the definition in stored rows. */
export const Metric = defineEnum(
  'Metric',
  'Metric of a layer. h(i) is the residual stream that enters layer i, h(i+1) the stream that leaves it.',
  {
    BLOCK_INFLUENCE: [
      METRIC_ID.blockInfluence,
      '1 − mean cosine of h(i) and h(i+1), before the final norm (ShortGPT). 0 to 2; lower = more redundant.',
    ],
    BLOCK_INFLUENCE_FINAL_NORM: [
      METRIC_ID.blockInfluenceFinalNorm,
      'The same, but the last layer is measured after the final norm, as in output_hidden_states of transformers.',
    ],
    RELATIVE_MAGNITUDE: [METRIC_ID.relativeMagnitude, 'Mean of ‖h(i+1) − h(i)‖ / ‖h(i+1)‖.'],
    ATTENTION_INFLUENCE: [
      METRIC_ID.attentionInfluence,
      '1 − mean cosine of the residual stream before and after the attention of the layer (LLM-Drop). 0 to 2; null for a layer without an attention beside an MLP, absent where no layer has one.',
    ],
    MLP_INFLUENCE: [METRIC_ID.mlpInfluence, 'The same for the MLP of the layer.'],
    ANGULAR_DISTANCE: [METRIC_ID.angularDistance, 'Mean angle of h(i) and h(i+1) at the last token of a window, divided by π.'],
    HIDDEN_NORM: [METRIC_ID.hiddenNorm, 'Mean ‖h(i)‖: a diagnostic value, not a measure of redundancy.'],
    LOSS_INCREASE: [METRIC_ID.lossIncrease, 'Loss without this layer minus dense loss, nats per token.'],
    ATTENTION_LOSS_INCREASE: [METRIC_ID.attentionLossIncrease, 'Loss without this attention minus dense loss, nats per token.'],
    MLP_LOSS_INCREASE: [METRIC_ID.mlpLossIncrease, 'Loss without the MLP of this layer minus dense loss, nats per token.'],
    OUTPUT_DIVERGENCE: [
      METRIC_ID.outputDivergence,
      'Mean Kullback–Leibler divergence between the dense next-token distribution and the one without this layer.',
    ],
  } satisfies Record<EnumName<NameInId<MetricId>>, readonly [MetricId, string]>,
);
export type Metric = ValueOf<typeof Metric>;
