import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import { SESSION_NAME_LENGTH, STALE_AFTER_MS } from '../workers/worker-status.ts';
import { cancelDependents } from './cancel-job.ts';
import type { Enqueue } from './create-job.ts';
import { finishAttempt } from './end-attempt.ts';
import { recordJobEvent } from './job-event.ts';
import { refreshStudyStatus } from './study-status.ts';

/**
 * The shorter limit for a worker without any session at the server: the end of a process closes its connections immediately. A slow process keeps
 * them, and a process whose connections broke opens new ones within seconds.
 */
const GONE_AFTER_MS = 10_000;

/** Which jobs are reclaimed besides those of silent workers. */
export interface ReclaimOptions {
  readonly staleAfterMs?: number;
  readonly goneAfterMs?: number;
  /** A worker that knows that it has no job: the answer to its last claim or write may have been lost. */
  readonly ofWorker?: string;
}

/**
 * Queues the jobs of silent workers again (or fails jobs without attempts left) and returns their ids. Any worker may call it at any time. Rows that
 * another caller is reclaiming are skipped.
 */
export function reclaimStaleJobs(
  database: Database,
  enqueue: Enqueue,
  { staleAfterMs = STALE_AFTER_MS, goneAfterMs = GONE_AFTER_MS, ofWorker }: ReclaimOptions = {},
): Promise<readonly string[]> {
  return writeTransaction(database, async (transaction) => {
    const stale = await transaction.$queryRaw<{ id: string; attempt: number; maxAttempts: number; cancelRequestedAt: Date | null }[]>`
      SELECT "Job".id, "Job".attempt, "Job"."maxAttempts", "Job"."cancelRequestedAt" FROM "Job"
      JOIN "Attempt" ON "Attempt"."jobId" = "Job".id AND "Attempt".number = "Job".attempt
      WHERE "Job".status = 'RUNNING' AND ("Attempt"."heartbeatAt" <= now() - ${staleAfterMs} * interval '1 millisecond'
        -- A server that was started after the last heartbeat has ended the sessions of the living, too.
        OR ("Attempt"."heartbeatAt" <= now() - ${goneAfterMs} * interval '1 millisecond' AND "Attempt"."heartbeatAt" > pg_postmaster_start_time()
          AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = right("Attempt"."workerId", ${SESSION_NAME_LENGTH})))
        OR "Attempt"."workerId" = ${ofWorker ?? null})
      FOR UPDATE OF "Job" SKIP LOCKED`;
    for (const { id, attempt, maxAttempts, cancelRequestedAt } of stale) {
      const jobStatus = cancelRequestedAt !== null ? 'CANCELLED' : attempt < maxAttempts ? 'QUEUED' : 'FAILED';
      const errorMessage = `the worker of attempt ${attempt} stopped sending heartbeats`;
      const job = await finishAttempt(
        transaction,
        { jobId: id, attempt },
        { attemptStatus: 'LOST', jobStatus, errorCode: 'ATTEMPT_LOST', errorMessage },
      );
      await recordJobEvent(transaction, job, 'lost', errorMessage);
      if (jobStatus === 'QUEUED') await enqueue(transaction, [job]);
      else {
        await cancelDependents(transaction, job);
        await refreshStudyStatus(transaction, job.studyId);
      }
    }
    return stale.map(({ id }) => id);
  });
}
