import type { Worker } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';

/** The facts of a worker and its machine. */
export interface WorkerFacts extends Readonly<Pick<Worker, 'name' | 'host' | 'pid' | 'device'>> {
  /** Execution providers that work, preferred first. */
  readonly providers: readonly string[];
  /** Versions by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Workers are deleted this long after their last heartbeat; their attempts keep the worker names. */
const FORGET_AFTER_DAYS = 30;

/** Adds a starting worker, and deletes workers without a heartbeat for a month. */
export async function registerWorker(database: Database, facts: WorkerFacts): Promise<void> {
  const { providers, versions, ...rest } = facts;
  await database.prisma.worker.create({ data: { ...rest, providers: [...providers], versions: { ...versions } } });
  await database.prisma
    .$executeRaw`DELETE FROM "Worker" WHERE "heartbeatAt" < now() - ${FORGET_AFTER_DAYS} * interval '1 day' AND name <> ${facts.name}`;
}

/** Stores a worker's heartbeat and the model folders that it sees. A worker that is no longer listed is added again. */
export async function beatWorker(database: Database, facts: WorkerFacts, modelFolders: readonly string[]): Promise<void> {
  const count = await database.prisma.$executeRaw`
    UPDATE "Worker" SET "heartbeatAt" = now(), "stoppedAt" = NULL, "modelFolders" = ${[...modelFolders]} WHERE name = ${facts.name}`;
  if (count === 0) await registerWorker(database, facts);
}

/** Records that a worker takes no more jobs because it is shutting down. */
export async function markWorkerDraining(database: Database, name: string): Promise<void> {
  await database.prisma.$executeRaw`UPDATE "Worker" SET "drainRequestedAt" = COALESCE("drainRequestedAt", now()) WHERE name = ${name}`;
}

/** Records that a worker has ended normally. */
export async function stopWorker(database: Database, name: string): Promise<void> {
  await database.prisma.$executeRaw`UPDATE "Worker" SET "stoppedAt" = now(), "heartbeatAt" = now() WHERE name = ${name}`;
}
