import { registerEnumType } from 'type-graphql';

/** Columns that a Layer list can be sorted by. */
export const LayerOrderField = {
  INDEX: 'INDEX',
  RELATIVE_DEPTH: 'RELATIVE_DEPTH',
  PARAMETER_COUNT: 'PARAMETER_COUNT',
  MODEL: 'MODEL',
} as const;
export type LayerOrderField = (typeof LayerOrderField)[keyof typeof LayerOrderField];

registerEnumType(LayerOrderField, {
  name: 'LayerOrderField',
  description: 'Columns that a Layer list can be sorted by.',
  valuesConfig: {
    INDEX: { description: 'Place in the model.' },
    RELATIVE_DEPTH: { description: 'Relative depth.' },
    PARAMETER_COUNT: { description: 'Number of parameters.' },
    MODEL: { description: 'Short name of the model.' },
  },
});
