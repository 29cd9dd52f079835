import type { Database } from '../create-database.ts';
import { registerWorker, type WorkerFacts } from './register-worker.ts';

/** Says that a worker lives; answers whether somebody asked it to take no more jobs. A worker that is no longer listed is entered again. */
export async function beatWorker(database: Database, facts: WorkerFacts): Promise<{ readonly drainRequested: boolean }> {
  const [row] = await database.prisma.$queryRaw<{ drainRequested: boolean }[]>`
    UPDATE "Worker" SET "heartbeatAt" = now(), "stoppedAt" = NULL WHERE name = ${facts.name}
    RETURNING "drainRequestedAt" IS NOT NULL AS "drainRequested"`;
  if (row === undefined) await registerWorker(database, facts);
  return row ?? { drainRequested: false };
}
