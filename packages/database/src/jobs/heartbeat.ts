import type { Database } from '../create-database.ts';
import { writeTransaction } from '../write-transaction.ts';
import { attemptLost, type Fence } from './fence.ts';

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
