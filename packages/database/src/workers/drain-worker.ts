import { AppError } from '@lamina/errors';
import type { Database } from '../create-database.ts';

/**
 * Asks a worker to end after its current job; it learns this with its next heartbeat, within seconds.
 *
 * Refuses with NOT_FOUND, or CONFLICT if the worker has ended.
 */
export async function drainWorker(database: Database, workerId: string): Promise<void> {
  const count = await database.prisma.$executeRaw`
    UPDATE "Worker" SET "drainRequestedAt" = COALESCE("drainRequestedAt", now()) WHERE id = ${workerId}::uuid AND "stoppedAt" IS NULL`;
  if (count > 0) return;
  const found = await database.prisma.worker.findUnique({ where: { id: workerId } });
  if (found === null) throw new AppError('NOT_FOUND', `There is no worker ${workerId}.`);
  throw new AppError('CONFLICT', `Worker ${found.name} has ended already; there is nothing to drain.`);
}
