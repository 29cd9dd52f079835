import type { Job } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { type Fence, withFence } from './fence.ts';
import { notifyJobChange } from './job-event.ts';

export type JobLogLevel = 'info' | 'warn' | 'error';

/** A log line of a worker about its job. */
export interface JobLogLine {
  readonly level: JobLogLevel;
  readonly message: string;
}

/** Maximum characters of one line. */
const LONGEST_LINE = 2_000;

/** Adds lines to a job's log and notifies listeners; callers collect lines first. Refuses with ATTEMPT_LOST. */
export function appendJobLog(database: Database, fence: Fence, lines: readonly JobLogLine[]): Promise<void> {
  return withFence(database, fence, async (transaction) => {
    await transaction.jobEvent.createMany({
      data: lines.map(({ level, message }) => ({
        jobId: fence.jobId,
        attempt: fence.attempt,
        type: 'log',
        level,
        message: message.slice(0, LONGEST_LINE),
      })),
    });
    const [job] = await transaction.$queryRaw<Job[]>`SELECT * FROM "Job" WHERE id = ${fence.jobId}::uuid`;
    if (job !== undefined) await notifyJobChange(transaction, job, 'log');
  });
}
