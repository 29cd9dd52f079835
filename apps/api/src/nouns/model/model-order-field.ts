import { registerEnumType } from 'type-graphql';

/** Columns that a Model list can be sorted by. */
export const ModelOrderField = {
  NAME: 'NAME',
  SLUG: 'SLUG',
  BLOCK_COUNT: 'BLOCK_COUNT',
  PARAMETER_COUNT: 'PARAMETER_COUNT',
  HIDDEN_SIZE: 'HIDDEN_SIZE',
  CREATED_AT: 'CREATED_AT',
} as const;
export type ModelOrderField = (typeof ModelOrderField)[keyof typeof ModelOrderField];

registerEnumType(ModelOrderField, {
  name: 'ModelOrderField',
  description: 'Columns that a Model list can be sorted by.',
  valuesConfig: {
    NAME: { description: 'Name.' },
    SLUG: { description: 'Short name.' },
    BLOCK_COUNT: { description: 'Number of layers.' },
    PARAMETER_COUNT: { description: 'Number of parameters.' },
    HIDDEN_SIZE: { description: 'Width of the residual stream.' },
    CREATED_AT: { description: 'Time of registration.' },
  },
});
