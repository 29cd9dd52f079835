import type { Database } from '../create-database.ts';
import { refreshStudyStatus } from '../studies/study-status.ts';
import { cancelDependents } from './cancel-dependents.ts';
import type { Enqueue } from './enqueue.ts';
import { type Fence, fencedTransaction } from './fence.ts';
import { finishAttempt } from './finish-attempt.ts';
import { recordJobEvent } from './job-event.ts';

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
