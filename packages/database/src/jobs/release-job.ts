import type { Database } from '../create-database.ts';
import type { Enqueue } from './enqueue.ts';
import { type Fence, fencedTransaction } from './fence.ts';
import { finishAttempt } from './finish-attempt.ts';
import { recordJobEvent } from './job-event.ts';

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
