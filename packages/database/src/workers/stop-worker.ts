import type { Database } from '../create-database.ts';

/** Notes that a worker takes no more jobs, because it was told to end. */
export async function markWorkerDraining(database: Database, name: string): Promise<void> {
  await database.prisma.$executeRaw`UPDATE "Worker" SET "drainRequestedAt" = COALESCE("drainRequestedAt", now()) WHERE name = ${name}`;
}

/** Notes that a worker has ended as it should. */
export async function stopWorker(database: Database, name: string): Promise<void> {
  await database.prisma.$executeRaw`UPDATE "Worker" SET "stoppedAt" = now(), "heartbeatAt" = now() WHERE name = ${name}`;
}
