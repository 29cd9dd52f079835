import type { AttemptStatus, Job, JobStatus } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { cancelDependents } from './cancel-job.ts';
import type { Enqueue } from './create-job.ts';
import { attemptLost, type Fence, fencedTransaction } from './fence.ts';
import { recordJobEvent } from './job-event.ts';
import { refreshStudyStatus } from './study-status.ts';

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

/** Marks a job as succeeded and queues the jobs that waited for it, in one transaction. Refuses with ATTEMPT_LOST. */
export function completeJob(database: Database, fence: Fence, enqueue: Enqueue): Promise<void> {
  return fencedTransaction(database, fence, async (transaction) => {
    const job = await finishAttempt(transaction, fence, { attemptStatus: 'SUCCEEDED', jobStatus: 'SUCCEEDED' });
    await recordJobEvent(transaction, job, 'succeeded');
    await queueDependents(transaction, job.studyId, enqueue);
    await refreshStudyStatus(transaction, job.studyId);
  });
}

async function queueDependents(transaction: Transaction, studyId: string | null, enqueue: Enqueue): Promise<void> {
  if (studyId === null) return;
  // Jobs of one study that end at the same time wait for each other here. Otherwise each would see the other as running, and nobody would queue a job
  // that depends on both.
  await transaction.$queryRaw`SELECT 1 FROM "Study" WHERE id = ${studyId}::uuid FOR UPDATE`;
  const ready = await transaction.$queryRaw<Job[]>`
    UPDATE "Job" AS waiting SET status = 'QUEUED', "updatedAt" = now()
    WHERE waiting."studyId" = ${studyId}::uuid AND waiting.status = 'WAITING' AND NOT EXISTS (
      SELECT 1 FROM "Job" AS input WHERE input.id = ANY (waiting."dependsOn") AND input.status <> 'SUCCEEDED')
    RETURNING *`;
  for (const job of ready) await recordJobEvent(transaction, job, 'queued');
  await enqueue(transaction, ready);
}

/** Why an attempt failed; a user error would happen again and is not retried. */
export interface JobFailure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

const FIRST_DELAY_MS = 5_000;
const LONGEST_DELAY_MS = 300_000;

/**
 * Ends an attempt with an error. The job is queued again after a delay that doubles with every attempt, or fails permanently; then dependent jobs are
 * cancelled. Refuses with ATTEMPT_LOST.
 */
export function failJob(database: Database, fence: Fence, failure: JobFailure, enqueue: Enqueue): Promise<'retried' | 'failed'> {
  return fencedTransaction(database, fence, async (transaction) => {
    const { maxAttempts } = await transaction.job.findUniqueOrThrow({ where: { id: fence.jobId }, select: { maxAttempts: true } });
    const retry = failure.retryable && fence.attempt < maxAttempts;
    const job = await finishAttempt(transaction, fence, {
      attemptStatus: 'FAILED',
      jobStatus: retry ? 'QUEUED' : 'FAILED',
      errorCode: failure.code,
      errorMessage: failure.message,
    });
    await recordJobEvent(transaction, job, retry ? 'retried' : 'failed', `${failure.code}: ${failure.message}`);
    if (retry) {
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (fence.attempt - 1), LONGEST_DELAY_MS);
      await enqueue(transaction, [{ ...job, delayMs }]);
      return 'retried';
    }
    await cancelDependents(transaction, job);
    await refreshStudyStatus(transaction, job.studyId);
    return 'failed';
  });
}

/**
 * Returns a job to the queue because its worker shuts down: the next worker takes it immediately, and the attempt does not count. Refuses with
 * ATTEMPT_LOST.
 */
export function releaseJob(database: Database, fence: Fence, enqueue: Enqueue): Promise<void> {
  return fencedTransaction(database, fence, async (transaction) => {
    const job = await finishAttempt(transaction, fence, { attemptStatus: 'CANCELLED', jobStatus: 'QUEUED' });
    await transaction.job.update({ where: { id: job.id }, data: { maxAttempts: { increment: 1 } } });
    await recordJobEvent(transaction, job, 'released', 'its worker shut down');
    await enqueue(transaction, [job]);
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
