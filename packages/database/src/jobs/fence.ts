import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@lamina/errors';
import type { Database, Transaction } from '../connection/create-database.ts';
import { isConnectionError } from '../connection/is-connection-error.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';

/** The identity under which a worker writes: its job and its attempt number. */
export interface Fence {
  readonly jobId: string;
  readonly attempt: number;
}

/**
 * Runs `write` in one transaction that is allowed only for the newest attempt of a running job. The job's row is locked until the end: a takeover
 * waits for a write that has started, and a write that starts after a takeover is refused.
 *
 * Refuses with ATTEMPT_LOST, and then stores nothing.
 */
export function withFence<Result>(database: Database, fence: Fence, write: (transaction: Transaction) => Promise<Result>): Promise<Result> {
  return fencedTransaction(database, fence, async (transaction) => {
    await lockFence(transaction, fence);
    return write(transaction);
  });
}

/**
 * One transaction, retried while the database is temporarily unreachable; every write of an attempt must be safe to repeat. A refusal with
 * ATTEMPT_LOST is counted as a late write of the attempt. `write` checks the fence itself.
 */
export async function fencedTransaction<Result>(
  database: Database,
  fence: Fence,
  write: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const begin = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      return await writeTransaction(database, write);
    } catch (error) {
      // Outside the transaction, which was rolled back.
      if (error instanceof AppError && error.code === 'ATTEMPT_LOST') await countLateWrite(database, fence);
      if (!isConnectionError(error) || performance.now() - begin > AWAY_FOR_MS) throw error;
      await delay(Math.min(FIRST_DELAY_MS * 2 ** tries, LONGEST_DELAY_MS));
    }
  }
}

/** After this time without heartbeats the attempt is lost anyway. */
const AWAY_FOR_MS = 30_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;

async function countLateWrite(database: Database, { jobId, attempt }: Fence): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE "Attempt" SET "lateWrites" = "lateWrites" + 1 WHERE "jobId" = ${jobId}::uuid AND number = ${attempt} AND status = 'LOST'`;
}

/** Locks the job's row for the rest of the transaction. Refuses with ATTEMPT_LOST if the attempt is not the newest of a running job. */
async function lockFence(transaction: Transaction, fence: Fence): Promise<void> {
  const rows = await transaction.$queryRaw<unknown[]>`
    SELECT 1 FROM "Job" WHERE id = ${fence.jobId}::uuid AND attempt = ${fence.attempt} AND status = 'RUNNING' FOR UPDATE`;
  if (rows.length === 0) throw attemptLost(fence);
}

/** The error for a write of an attempt that has ended. */
export function attemptLost(fence: Fence): AppError {
  const message = `Attempt ${fence.attempt} of job ${fence.jobId} is no longer the newest running attempt; this write was refused.`;
  return new AppError('ATTEMPT_LOST', message, { details: { ...fence } });
}
