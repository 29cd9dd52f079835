import { registerEnumType } from 'type-graphql';

/** Columns that a Release list can be sorted by. */
export const ReleaseOrderField = { CREATED_AT: 'CREATED_AT', VERSION: 'VERSION' } as const;
export type ReleaseOrderField = (typeof ReleaseOrderField)[keyof typeof ReleaseOrderField];

registerEnumType(ReleaseOrderField, {
  name: 'ReleaseOrderField',
  description: 'Columns that a Release list can be sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'Time of the cut.' },
    VERSION: { description: 'Its version, as text.' },
  },
});
