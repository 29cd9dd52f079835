import { registerEnumType } from 'type-graphql';

/** Columns that a ModelRevision list can be sorted by. */
export const ModelRevisionOrderField = { CREATED_AT: 'CREATED_AT' } as const;
export type ModelRevisionOrderField = (typeof ModelRevisionOrderField)[keyof typeof ModelRevisionOrderField];

registerEnumType(ModelRevisionOrderField, {
  name: 'ModelRevisionOrderField',
  description: 'Columns that a ModelRevision list can be sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'Time of registration.' },
  },
});
