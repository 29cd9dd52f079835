import { registerEnumType } from 'type-graphql';

/** Columns that a Pruning list can be sorted by. */
export const PruningOrderField = {
  REMOVED_COUNT: 'REMOVED_COUNT',
  REMOVED_BLOCK_RATIO: 'REMOVED_BLOCK_RATIO',
  REMOVED_PARAMETER_RATIO: 'REMOVED_PARAMETER_RATIO',
  STRATEGY: 'STRATEGY',
  CREATED_AT: 'CREATED_AT',
  MODEL: 'MODEL',
} as const;
export type PruningOrderField = (typeof PruningOrderField)[keyof typeof PruningOrderField];

registerEnumType(PruningOrderField, {
  name: 'PruningOrderField',
  description: 'Columns that a Pruning list can be sorted by.',
  valuesConfig: {
    REMOVED_COUNT: { description: 'Number of removed layers.' },
    REMOVED_BLOCK_RATIO: { description: 'Share of removed layers.' },
    REMOVED_PARAMETER_RATIO: { description: 'Share of removed parameters.' },
    STRATEGY: { description: 'Name of the strategy.' },
    CREATED_AT: { description: 'Time of storing.' },
    MODEL: { description: 'Short name of the model.' },
  },
});
