import { AppError } from '@lamina/errors';
import type { Job } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import { refreshStudyStatus } from '../studies/study-status.ts';
import { writeTransaction } from '../write-transaction.ts';
import { cancelDependents } from './cancel-dependents.ts';
import { type Fence, fencedTransaction } from './fence.ts';
import { finishAttempt } from './finish-attempt.ts';
import { recordJobEvent } from './job-event.ts';
import { type JobRecord, jobRecordOf } from './job-record.ts';

/**
 * Cancels a job for a user: immediately if no worker has it, otherwise when its worker has been notified (`acknowledgeCancel`).
 *
 * Refuses with NOT_FOUND, or CONFLICT if the job has ended.
 */
export function cancelJob(database: Database, jobId: string): Promise<JobRecord> {
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
    return jobRecordOf(job);
  });
}

/** The worker's confirmation of a cancellation, after its work has stopped. Refuses with ATTEMPT_LOST. */
export function acknowledgeCancel(database: Database, fence: Fence): Promise<void> {
  return fencedTransaction(database, fence, async (transaction) => {
    const job = await finishAttempt(transaction, fence, { attemptStatus: 'CANCELLED', jobStatus: 'CANCELLED' });
    await recordJobEvent(transaction, job, 'cancelled');
    await cancelDependents(transaction, job);
    await refreshStudyStatus(transaction, job.studyId);
  });
}
