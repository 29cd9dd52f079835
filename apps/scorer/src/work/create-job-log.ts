import { appendJobLog, type Database, type Fence, type JobLogLevel, type JobLogLine } from '@lamina/database';
import type { Logger } from 'pino';
import { createThrottle } from './create-throttle.ts';

/** Maximum number of stored lines of one attempt; more would only fill the database. */
const MAX_LINES = 500;
const EVERY_MS = 500;

/** A handler's messages for users; they also go to the process' log. */
export interface JobLog {
  write(level: JobLogLevel, message: string): void;
  flush(): Promise<void>;
}

/** The log of one attempt, stored with the job and shown on its page. */
export function createJobLog({ database, fence, logger }: { database: Database; fence: Fence; logger: Logger }): JobLog {
  const waiting: JobLogLine[] = [];
  let count = 0;
  const throttle = createThrottle<void>({
    everyMs: EVERY_MS,
    store: async () => {
      const lines = waiting.splice(0);
      if (lines.length > 0) await appendJobLog(database, fence, lines);
    },
    onError: (error) => logger.warn({ err: error }, 'lines of the job’s log could not be stored'),
  });
  return {
    write(level, message) {
      logger[level](message);
      count += 1;
      if (count > MAX_LINES) return;
      waiting.push(
        count === MAX_LINES ? { level: 'warn', message: 'the job’s log is full; the rest is in the worker’s log' } : { level, message },
      );
      throttle.send();
    },
    flush: () => throttle.flush(),
  };
}
