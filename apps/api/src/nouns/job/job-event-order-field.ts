import { registerEnumType } from 'type-graphql';

/** Columns that a JobEvent list can be sorted by. */
export const JobEventOrderField = { CREATED_AT: 'CREATED_AT' } as const;
export type JobEventOrderField = (typeof JobEventOrderField)[keyof typeof JobEventOrderField];

registerEnumType(JobEventOrderField, {
  name: 'JobEventOrderField',
  description: 'Columns that a JobEvent list can be sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'Time.' },
  },
});
