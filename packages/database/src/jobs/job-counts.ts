import { type Sql, sql } from '../rows/sql.ts';
import { WORKER_STATUS_SQL } from '../workers/worker-status.ts';

/** Numbers of jobs, attempts and workers, for a monitor. */
export interface JobCounts {
  readonly jobs: readonly { readonly kind: string; readonly status: string; readonly count: number }[];
  /** Jobs that a worker could take now, by the provider that they require, and the seconds since the oldest became ready. */
  readonly queue: readonly { readonly provider: string; readonly depth: number; readonly oldestSeconds: number }[];
  readonly attempts: readonly { readonly status: string; readonly count: number; readonly lateWrites: number }[];
  readonly workers: readonly { readonly status: string; readonly count: number }[];
}

/** A statement for each list of JobCounts. */
export const JOB_COUNT_STATEMENTS: Readonly<Record<keyof JobCounts, Sql>> = {
  jobs: sql`SELECT "kind", "status"::text AS "status", count(*)::int4 AS "count" FROM "Job" GROUP BY 1, 2`,
  queue: sql`SELECT COALESCE("requiredProvider", 'any') AS "provider", count(*)::int4 AS "depth",
    extract(epoch FROM now() - min("updatedAt"))::float8 AS "oldestSeconds" FROM "Job" WHERE "status" = 'QUEUED' GROUP BY 1`,
  attempts: sql`SELECT "status"::text AS "status", count(*)::int4 AS "count", sum("lateWrites")::int4 AS "lateWrites" FROM "Attempt" GROUP BY 1`,
  workers: sql`SELECT ${WORKER_STATUS_SQL} AS "status", count(*)::int4 AS "count" FROM "Worker" w GROUP BY 1`,
};
