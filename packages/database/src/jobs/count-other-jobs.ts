import type { Database } from '../create-database.ts';

export interface OtherJobsQuery {
  /** Name of the machine. */
  readonly host: string;
  /** The job that does not count. */
  readonly jobId: string;
  /** The time that is looked at begins so many milliseconds ago, and ends now. */
  readonly sinceMs: number;
}

/** Workers beat every second: one that has not for so long is gone. */
const FRESH_MS = 3_000;

/** How many attempts at other jobs ran on a machine at any moment of a time that ends now. Times are the database's. */
export async function countOtherJobs({ prisma }: Database, { host, jobId, sinceMs }: OtherJobsQuery): Promise<number> {
  const [row] = await prisma.$queryRaw<{ readonly count: number }[]>`
    SELECT count(*)::int AS "count" FROM "Attempt" a JOIN "Worker" w ON w."name" = a."workerId"
    WHERE w."host" = ${host} AND a."jobId" <> ${jobId}::uuid
      AND (a."finishedAt" >= clock_timestamp() - ${sinceMs} * interval '1 millisecond'
        OR (a."status" = 'RUNNING' AND a."heartbeatAt" >= clock_timestamp() - ${sinceMs + FRESH_MS} * interval '1 millisecond'))`;
  return row?.count ?? 0;
}
