import { AppError } from '@lamina/errors';
import type { Database } from '../connection/create-database.ts';

/** The facts of a worker and its machine. */
export interface WorkerFacts {
  /** Unique for the lifetime of the process. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  /** Description of the hardware, for example 'AMD EPYC 7763, 16 cores, 62.8 GB'. */
  readonly device: string;
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

/** Records that a worker takes no more jobs because it is shutting down. */
export async function markWorkerDraining(database: Database, name: string): Promise<void> {
  await database.prisma.$executeRaw`UPDATE "Worker" SET "drainRequestedAt" = COALESCE("drainRequestedAt", now()) WHERE name = ${name}`;
}

/** Records that a worker has ended normally. */
export async function stopWorker(database: Database, name: string): Promise<void> {
  await database.prisma.$executeRaw`UPDATE "Worker" SET "stoppedAt" = now(), "heartbeatAt" = now() WHERE name = ${name}`;
}
