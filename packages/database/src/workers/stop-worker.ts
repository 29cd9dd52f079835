import type { Database } from '../create-database.ts';

/** Records that a worker takes no more jobs because it is shutting down. */
export async function markWorkerDraining(database: Database, name: string): Promise<void> {
  await database.prisma.$executeRaw`UPDATE "Worker" SET "drainRequestedAt" = COALESCE("drainRequestedAt", now()) WHERE name = ${name}`;
}

/** Records that a worker has ended normally. */
export async function stopWorker(database: Database, name: string): Promise<void> {
  await database.prisma.$executeRaw`UPDATE "Worker" SET "stoppedAt" = now(), "heartbeatAt" = now() WHERE name = ${name}`;
}
