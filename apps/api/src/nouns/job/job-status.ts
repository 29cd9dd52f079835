import { registerEnumType } from 'type-graphql';

/** Where a job stands. */
export const JobStatus = {
  WAITING: 'WAITING',
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;
export type JobStatus = (typeof JobStatus)[keyof typeof JobStatus];

registerEnumType(JobStatus, {
  name: 'JobStatus',
  description: 'Where a job stands.',
  valuesConfig: {
    WAITING: { description: 'Waits for the jobs whose results it needs.' },
    QUEUED: { description: 'Ready: the next free scorer takes it.' },
    RUNNING: { description: 'A scorer works on it.' },
    SUCCEEDED: { description: 'Finished; its results are stored.' },
    FAILED: { description: 'Ended with an error after its last attempt.' },
    CANCELLED: { description: 'Stopped on request.' },
  },
});
