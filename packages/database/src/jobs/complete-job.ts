import type { Job } from '../../generated/client.ts';
import type { Database, Transaction } from '../create-database.ts';
import { refreshStudyStatus } from '../studies/study-status.ts';
import type { Enqueue } from './enqueue.ts';
import { type Fence, fencedTransaction } from './fence.ts';
import { finishAttempt } from './finish-attempt.ts';
import { recordJobEvent } from './job-event.ts';

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
