import { registerEnumType } from 'type-graphql';

/** Columns that a JobAttempt list can be sorted by. */
export const JobAttemptOrderField = { NUMBER: 'NUMBER', STARTED_AT: 'STARTED_AT' } as const;
export type JobAttemptOrderField = (typeof JobAttemptOrderField)[keyof typeof JobAttemptOrderField];

registerEnumType(JobAttemptOrderField, {
  name: 'JobAttemptOrderField',
  description: 'Columns that a JobAttempt list can be sorted by.',
  valuesConfig: {
    NUMBER: { description: 'Number of the try.' },
    STARTED_AT: { description: 'When it began.' },
  },
});
