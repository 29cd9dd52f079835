import { registerEnumType } from 'type-graphql';

/** Columns that a LayerScore list can be sorted by. */
export const LayerScoreOrderField = {
  LAYER_INDEX: 'LAYER_INDEX',
  METRIC: 'METRIC',
  MEAN: 'MEAN',
  RANK: 'RANK',
  STANDARD_ERROR: 'STANDARD_ERROR',
  MODEL: 'MODEL',
} as const;
export type LayerScoreOrderField = (typeof LayerScoreOrderField)[keyof typeof LayerScoreOrderField];

registerEnumType(LayerScoreOrderField, {
  name: 'LayerScoreOrderField',
  description: 'Columns that a LayerScore list can be sorted by.',
  valuesConfig: {
    LAYER_INDEX: { description: 'Place of the layer.' },
    METRIC: { description: 'Name of the metric.' },
    MEAN: { description: 'Mean.' },
    RANK: { description: 'Rank in the run.' },
    STANDARD_ERROR: { description: 'Standard error.' },
    MODEL: { description: 'Short name of the model.' },
  },
});
