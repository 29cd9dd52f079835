import { registerEnumType } from 'type-graphql';

/** Columns that a Job list can be sorted by. */
export const JobOrderField = { CREATED_AT: 'CREATED_AT', UPDATED_AT: 'UPDATED_AT', STATUS: 'STATUS', KIND: 'KIND' } as const;
export type JobOrderField = (typeof JobOrderField)[keyof typeof JobOrderField];

registerEnumType(JobOrderField, {
  name: 'JobOrderField',
  description: 'Columns that a Job list can be sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'Time of submission.' },
    UPDATED_AT: { description: 'Time of the last change.' },
    STATUS: { description: 'Where it stands.' },
    KIND: { description: 'What it does.' },
  },
});
