import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import { type Fence, withFence } from './fence.ts';

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
