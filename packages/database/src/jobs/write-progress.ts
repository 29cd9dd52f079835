import type { Job, Prisma } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import { attemptLost, type Fence, fencedTransaction, withFence } from './fence.ts';
import { notifyJobChange } from './job-event.ts';

/** Stores a heartbeat; returns whether a user asked to cancel the job. Refuses with ATTEMPT_LOST; with CONFLICT as `writeTransaction`. */
export function heartbeat(database: Database, fence: Fence): Promise<{ readonly cancelRequested: boolean }> {
  return writeTransaction(database, async (transaction) => {
    const [row] = await transaction.$queryRaw<{ cancelRequested: boolean }[]>`
      UPDATE "Attempt" SET "heartbeatAt" = now() FROM "Job"
      WHERE "Job".id = "Attempt"."jobId" AND "Job".id = ${fence.jobId}::uuid AND "Attempt".number = ${fence.attempt}
        AND "Job".attempt = ${fence.attempt} AND "Job".status = 'RUNNING'
      RETURNING "Job"."cancelRequestedAt" IS NOT NULL AS "cancelRequested"`;
    if (row === undefined) throw attemptLost(fence);
    return row;
  });
}

/** Progress of a job. */
export interface JobProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly note?: string;
}

/** Stores the progress of a job and notifies listeners; callers throttle. Refuses with ATTEMPT_LOST. */
export function reportProgress(database: Database, fence: Fence, progress: JobProgress): Promise<void> {
  return fencedTransaction(database, fence, async (transaction) => {
    const [job] = await transaction.$queryRaw<Job[]>`
    UPDATE "Job" SET "progressPhase" = ${progress.phase}, "progressDone" = ${Math.round(progress.done)},
      "progressTotal" = ${Math.round(progress.total)}, "progressNote" = ${progress.note ?? null}, "updatedAt" = now()
    WHERE id = ${fence.jobId}::uuid AND attempt = ${fence.attempt} AND status = 'RUNNING' RETURNING *`;
    if (job === undefined) throw attemptLost(fence);
    await notifyJobChange(transaction, job, 'progress');
  });
}

/** A checkpoint for the next attempt. */
export interface AttemptCheckpoint {
  /** The attempt that wrote it. */
  readonly attempt: number;
  readonly value: unknown;
}

/** Stores the state from which the next attempt may continue; it replaces the attempt's previous checkpoint. Refuses with ATTEMPT_LOST. */
export function saveCheckpoint(database: Database, fence: Fence, value: object): Promise<void> {
  return withFence(database, fence, async (transaction) => {
    await transaction.attempt.update({
      where: { jobId_number: { jobId: fence.jobId, number: fence.attempt } },
      data: { checkpoint: value as Prisma.InputJsonObject },
    });
  });
}

/**
 * The newest checkpoint of earlier attempts, undefined if there is none. The reader must check that it fits, because another version of the program
 * may have written it.
 */
export async function findCheckpoint(database: Database, fence: Fence): Promise<AttemptCheckpoint | undefined> {
  const [row] = await database.prisma.$queryRaw<AttemptCheckpoint[]>`
    SELECT number AS attempt, checkpoint AS value FROM "Attempt"
    WHERE "jobId" = ${fence.jobId}::uuid AND number < ${fence.attempt} AND checkpoint IS NOT NULL ORDER BY number DESC LIMIT 1`;
  return row;
}

/** Records which model a job has stored. Refuses with ATTEMPT_LOST. */
export function attachModelToJob(database: Database, fence: Fence, modelId: string): Promise<void> {
  return withFence(database, fence, async (transaction) => {
    await transaction.job.update({ where: { id: fence.jobId }, data: { modelId } });
  });
}
