import type { Database } from '../create-database.ts';

/** What a worker says of itself and its machine. */
export interface WorkerFacts {
  /** Unique for the life of the process. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  /** The hardware in words, as 'AMD EPYC 7763, 16 cores, 62.8 GB'. */
  readonly device: string;
  /** Execution providers that were tried and work, most wanted first. */
  readonly providers: readonly string[];
  /** Versions by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Workers are forgotten this long after they were last heard of; their attempts keep their names. */
const FORGET_AFTER_DAYS = 30;

/** Enters a worker that begins, and forgets those that have been gone for a month. */
export async function registerWorker(database: Database, facts: WorkerFacts): Promise<void> {
  const { providers, versions, ...rest } = facts;
  await database.prisma.worker.create({ data: { ...rest, providers: [...providers], versions: { ...versions } } });
  await database.prisma
    .$executeRaw`DELETE FROM "Worker" WHERE "heartbeatAt" < now() - ${FORGET_AFTER_DAYS} * interval '1 day' AND name <> ${facts.name}`;
}
