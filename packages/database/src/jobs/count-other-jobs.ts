import { getAt } from '@lamina/errors';
import type { Database } from '../connection/create-database.ts';

export interface OtherJobsQuery {
  /** Name of the machine. */
  readonly host: string;
  /** The job that is not counted. */
  readonly jobId: string;
  /** Start of the time range, in milliseconds ago; it ends now. */
  readonly sinceMs: number;
}

/** Workers send heartbeats every second; one without a heartbeat for this time does not count. */
const FRESH_MS = 3_000;

/** Number of attempts at other jobs that ran on a machine at any moment of the time range. Times are the database's. */
export async function countOtherJobs({ prisma }: Database, { host, jobId, sinceMs }: OtherJobsQuery): Promise<number> {
  const rows = await prisma.$queryRaw<{ readonly count: number }[]>`
    SELECT count(*)::int AS "count" FROM "Attempt" a JOIN "Worker" w ON w."name" = a."workerId"
    WHERE w."host" = ${host} AND a."jobId" <> ${jobId}::uuid
      AND (a."finishedAt" >= clock_timestamp() - ${sinceMs} * interval '1 millisecond'
        OR (a."status" = 'RUNNING' AND a."heartbeatAt" >= clock_timestamp() - ${sinceMs + FRESH_MS} * interval '1 millisecond'))`;
  return getAt(rows, 0).count;
}
