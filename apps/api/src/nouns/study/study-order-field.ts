import { registerEnumType } from 'type-graphql';

/** Columns that a Study list can be sorted by. */
export const StudyOrderField = { CREATED_AT: 'CREATED_AT', FINISHED_AT: 'FINISHED_AT', STATUS: 'STATUS', MODEL: 'MODEL' } as const;
export type StudyOrderField = (typeof StudyOrderField)[keyof typeof StudyOrderField];

registerEnumType(StudyOrderField, {
  name: 'StudyOrderField',
  description: 'Columns that a Study list can be sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'Time of submission.' },
    FINISHED_AT: { description: 'Time of finishing.' },
    STATUS: { description: 'Where it stands.' },
    MODEL: { description: 'Short name of the model.' },
  },
});
