import { registerEnumType } from 'type-graphql';

/** Columns that a Worker list can be sorted by. */
export const WorkerOrderField = {
  STARTED_AT: 'STARTED_AT',
  HEARTBEAT_AT: 'HEARTBEAT_AT',
  HOST: 'HOST',
  NAME: 'NAME',
  STATUS: 'STATUS',
} as const;
export type WorkerOrderField = (typeof WorkerOrderField)[keyof typeof WorkerOrderField];

registerEnumType(WorkerOrderField, {
  name: 'WorkerOrderField',
  description: 'Columns that a Worker list can be sorted by.',
  valuesConfig: {
    STARTED_AT: { description: 'When it began.' },
    HEARTBEAT_AT: { description: 'When it was last heard of.' },
    HOST: { description: 'Name of its machine.' },
    NAME: { description: 'Its name.' },
    STATUS: { description: 'What it is doing, by its name.' },
  },
});
