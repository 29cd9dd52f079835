import { registerEnumType } from 'type-graphql';

/** How much a line of a job's log matters. */
export const LogLevel = { INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

registerEnumType(LogLevel, {
  name: 'LogLevel',
  description: "How much a line of a job's log matters.",
  valuesConfig: {
    INFO: { description: 'As expected.' },
    WARN: { description: 'Unusual; the job goes on.' },
    ERROR: { description: 'The attempt ends with it.' },
  },
});
