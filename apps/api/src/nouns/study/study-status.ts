import { registerEnumType } from 'type-graphql';

/** Where a study stands. */
export const StudyStatus = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;
export type StudyStatus = (typeof StudyStatus)[keyof typeof StudyStatus];

registerEnumType(StudyStatus, {
  name: 'StudyStatus',
  description: 'Where a study stands.',
  valuesConfig: {
    QUEUED: { description: 'None of its jobs has begun.' },
    RUNNING: { description: 'At least one job has begun and not all have ended.' },
    SUCCEEDED: { description: 'All jobs succeeded.' },
    FAILED: { description: 'At least one job failed for good.' },
    CANCELLED: { description: 'At least one job was cancelled and none failed.' },
  },
});
