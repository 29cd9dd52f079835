import type { Job } from '../../generated/client.ts';
import type { Transaction } from '../create-database.ts';
import { recordJobEvent } from './job-event.ts';

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
