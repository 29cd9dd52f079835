import type { Database } from '../create-database.ts';
import { registerWorker, type WorkerFacts } from './register-worker.ts';

/** Stores a worker's heartbeat and the model folders that it sees; returns whether an administrator asked it to drain. A worker that is no longer listed is added again. */
export async function beatWorker(
  database: Database,
  facts: WorkerFacts,
  modelFolders: readonly string[],
): Promise<{ readonly drainRequested: boolean }> {
  const [row] = await database.prisma.$queryRaw<{ drainRequested: boolean }[]>`
    UPDATE "Worker" SET "heartbeatAt" = now(), "stoppedAt" = NULL, "modelFolders" = ${[...modelFolders]} WHERE name = ${facts.name}
    RETURNING "drainRequestedAt" IS NOT NULL AS "drainRequested"`;
  if (row === undefined) await registerWorker(database, facts);
  return row ?? { drainRequested: false };
}
