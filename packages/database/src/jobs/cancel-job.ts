import { AppError } from '@lamina/errors';
import type { Job } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import { recordJobEvent } from './job-event.ts';
import { refreshStudyStatus } from './study-status.ts';

/**
 * Cancels a job for a user: immediately if no worker has it, otherwise when its worker has been notified (`acknowledgeCancel`).
 *
 * Refuses with NOT_FOUND, or CONFLICT if the job has ended.
 */
export function cancelJob(database: Database, jobId: string): Promise<Job> {
  return writeTransaction(database, async (transaction) => {
    const [job] = await transaction.$queryRaw<Job[]>`
      UPDATE "Job" SET "cancelRequestedAt" = COALESCE("cancelRequestedAt", now()), "updatedAt" = now(),
        status = CASE WHEN status = 'RUNNING' THEN status ELSE 'CANCELLED' END,
        "finishedAt" = CASE WHEN status = 'RUNNING' THEN NULL ELSE now() END
      WHERE id = ${jobId}::uuid AND status IN ('WAITING', 'QUEUED', 'RUNNING') RETURNING *`;
    if (job === undefined) {
      const found = await transaction.job.findUnique({ where: { id: jobId } });
      if (found === null) throw new AppError('NOT_FOUND', `There is no job ${jobId}.`);
      throw new AppError('CONFLICT', `Job ${jobId} is already over (${found.status}); there is nothing to cancel.`);
    }
    if (job.status === 'CANCELLED') {
      await recordJobEvent(transaction, job, 'cancelled');
      await cancelDependents(transaction, job);
      await refreshStudyStatus(transaction, job.studyId);
    }
    return job;
  });
}

/** Cancels the jobs that depend, directly or indirectly, on a job that will have no result. */
export async function cancelDependents(transaction: Transaction, job: { readonly id: string; readonly kind: string }): Promise<void> {
  const message = `its input, the ${job.kind} job ${job.id}, has no result`;
  const cancelled = await transaction.$queryRaw<Job[]>`
    WITH RECURSIVE doomed AS (
      SELECT ${job.id}::uuid AS id
      UNION
      SELECT next.id FROM "Job" AS next JOIN doomed ON doomed.id = ANY (next."dependsOn") WHERE next.status = 'WAITING')
    UPDATE "Job" SET status = 'CANCELLED', "errorCode" = 'CANCELLED', "errorMessage" = ${message}, "finishedAt" = now(), "updatedAt" = now()
    FROM doomed WHERE "Job".id = doomed.id AND "Job".status = 'WAITING' RETURNING "Job".*`;
  for (const dependent of cancelled) await recordJobEvent(transaction, dependent, 'cancelled', message);
}
