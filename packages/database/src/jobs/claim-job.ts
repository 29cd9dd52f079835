import type { Job } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import { recordJobEvent } from './job-event.ts';
import { startStudy } from './study-status.ts';

/**
 * Claims a queued job for a worker under the next attempt number; undefined if another worker has it or it needs no work any more. If two workers
 * claim it at once, the second waits for the first one's row lock and then finds the job running.
 */
export function claimJob(database: Database, jobId: string, workerId: string): Promise<Job | undefined> {
  return writeTransaction(database, async (transaction) => {
    const [job] = await transaction.$queryRaw<Job[]>`
      UPDATE "Job" SET status = 'RUNNING', attempt = attempt + 1, "startedAt" = now(), "finishedAt" = NULL, "errorCode" = NULL,
        "errorMessage" = NULL, "progressPhase" = NULL, "progressDone" = 0, "progressTotal" = 0, "progressNote" = NULL, "updatedAt" = now()
      WHERE id = ${jobId}::uuid AND status = 'QUEUED' RETURNING *`;
    if (job === undefined) return undefined;
    await transaction.attempt.create({ data: { jobId, number: job.attempt, workerId } });
    await startStudy(transaction, job.studyId);
    await recordJobEvent(transaction, job, 'started', `by ${workerId}`);
    return job;
  });
}
