import type { Job } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import { attemptLost, type Fence, fencedTransaction } from './fence.ts';
import { notifyJobChange } from './job-event.ts';

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
