import { registerEnumType } from 'type-graphql';

/** How one try of a job went. */
export const AttemptStatus = {
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  LOST: 'LOST',
} as const;
export type AttemptStatus = (typeof AttemptStatus)[keyof typeof AttemptStatus];

registerEnumType(AttemptStatus, {
  name: 'AttemptStatus',
  description: 'How one try of a job went.',
  valuesConfig: {
    RUNNING: { description: 'Going on.' },
    SUCCEEDED: { description: 'Finished.' },
    FAILED: { description: 'Ended with an error.' },
    CANCELLED: { description: 'Stopped on request.' },
    LOST: { description: 'Its worker went silent and a newer attempt took over.' },
  },
});
