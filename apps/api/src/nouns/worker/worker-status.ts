import { registerEnumType } from 'type-graphql';

/** What a worker is doing. */
export const WorkerStatus = { IDLE: 'IDLE', BUSY: 'BUSY', DRAINING: 'DRAINING', SILENT: 'SILENT', STOPPED: 'STOPPED' } as const;
export type WorkerStatus = (typeof WorkerStatus)[keyof typeof WorkerStatus];

registerEnumType(WorkerStatus, {
  name: 'WorkerStatus',
  description: 'What a worker is doing.',
  valuesConfig: {
    IDLE: { description: 'Waits for a job.' },
    BUSY: { description: 'Works on a job.' },
    DRAINING: { description: 'Takes no more jobs and ends with the one at hand.' },
    SILENT: { description: 'Has not been heard of for half a minute: killed, or cut off. Its job goes to another worker.' },
    STOPPED: { description: 'Has ended as it should.' },
  },
});
