import type { AttemptStatus, Job, JobStatus } from '../../generated/client.ts';
import type { Transaction } from '../create-database.ts';
import { attemptLost, type Fence } from './fence.ts';

/** How an attempt ended, and the resulting status of its job. */
export interface AttemptEnd {
  readonly attemptStatus: AttemptStatus;
  readonly jobStatus: JobStatus;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** Ends the newest attempt of a running job. Refuses with ATTEMPT_LOST. */
export async function finishAttempt(transaction: Transaction, fence: Fence, end: AttemptEnd): Promise<Job> {
  const { errorCode = null, errorMessage = null } = end;
  const [job] = await transaction.$queryRaw<Job[]>`
    UPDATE "Job" SET status = ${end.jobStatus}::"JobStatus", "errorCode" = ${errorCode}, "errorMessage" = ${errorMessage}, "updatedAt" = now(),
      "finishedAt" = CASE WHEN ${end.jobStatus} = 'QUEUED' THEN NULL ELSE now() END,
      "cancelRequestedAt" = CASE WHEN ${end.jobStatus} = 'QUEUED' THEN NULL ELSE "cancelRequestedAt" END
    WHERE id = ${fence.jobId}::uuid AND attempt = ${fence.attempt} AND status = 'RUNNING' RETURNING *`;
  if (job === undefined) throw attemptLost(fence);
  await transaction.$executeRaw`
    UPDATE "Attempt" SET status = ${end.attemptStatus}::"AttemptStatus", "finishedAt" = now(), "errorCode" = ${errorCode}, "errorMessage" = ${errorMessage}
    WHERE "jobId" = ${fence.jobId}::uuid AND number = ${fence.attempt}`;
  return job;
}
