import { AppError } from '@lamina/errors';
import type { Job } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import type { Enqueue } from './create-job.ts';
import { recordJobEvent } from './job-event.ts';
import { refreshStudyStatus } from './study-status.ts';

/**
 * Gives a failed or cancelled job one more attempt. Dependent jobs that were cancelled because of it wait for it again.
 *
 * Refuses with NOT_FOUND, or CONFLICT if the job is not finished or succeeded.
 */
export function retryJob(database: Database, jobId: string, enqueue: Enqueue): Promise<Job> {
  return writeTransaction(database, async (transaction) => {
    const found = await transaction.job.findUnique({ where: { id: jobId } });
    if (found === null) throw new AppError('NOT_FOUND', `There is no job ${jobId}.`);
    const inputs = await transaction.job.findMany({ where: { id: { in: found.dependsOn } } });
    const isReady = inputs.every((input) => input.status === 'SUCCEEDED');
    const [job] = await transaction.$queryRaw<Job[]>`
      UPDATE "Job" SET status = ${isReady ? 'QUEUED' : 'WAITING'}::"JobStatus", "maxAttempts" = GREATEST("maxAttempts", attempt + 1),
        "cancelRequestedAt" = NULL, "finishedAt" = NULL, "errorCode" = NULL, "errorMessage" = NULL, "updatedAt" = now()
      WHERE id = ${jobId}::uuid AND status IN ('FAILED', 'CANCELLED') RETURNING *`;
    if (job === undefined)
      throw new AppError('CONFLICT', `Job ${jobId} is ${found.status}; only a failed or cancelled job can be retried.`);
    await transaction.$executeRaw`
      WITH RECURSIVE revived AS (
        SELECT ${jobId}::uuid AS id
        UNION
        SELECT next.id FROM "Job" AS next JOIN revived ON revived.id = ANY (next."dependsOn")
        WHERE next.status = 'CANCELLED' AND next."cancelRequestedAt" IS NULL)
      UPDATE "Job" SET status = 'WAITING', "finishedAt" = NULL, "errorCode" = NULL, "errorMessage" = NULL, "updatedAt" = now()
      FROM revived WHERE "Job".id = revived.id AND "Job".id <> ${jobId}::uuid`;
    await recordJobEvent(transaction, job, 'retried', 'asked for by a user');
    if (isReady) await enqueue(transaction, [job]);
    await refreshStudyStatus(transaction, job.studyId);
    return job;
  });
}
