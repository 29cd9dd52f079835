import { registerEnumType } from 'type-graphql';

/** Columns that a Job list can be sorted by. */
export const JobOrderField = {
  CREATED_AT: 'CREATED_AT',
  UPDATED_AT: 'UPDATED_AT',
  STATUS: 'STATUS',
  KIND: 'KIND',
  PRIORITY: 'PRIORITY',
} as const;
export type JobOrderField = (typeof JobOrderField)[keyof typeof JobOrderField];

registerEnumType(JobOrderField, {
  name: 'JobOrderField',
  description: 'Columns that a Job list can be sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'Time of submission.' },
    UPDATED_AT: { description: 'Time of the last change.' },
    STATUS: { description: 'Where it stands.' },
    PRIORITY: { description: 'Priority; descending is the order in which they are taken.' },
    KIND: { description: 'What it does.' },
  },
});
