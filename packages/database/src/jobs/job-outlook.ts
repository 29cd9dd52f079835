import { type Sql, sql } from '../rows/sql.ts';
import { WORKER_STATUS_SQL } from '../workers/worker-status.ts';

/** Why a job does not run yet: it needs results of other jobs, no worker may take it, others are taken first, or it is the next one. */
export type JobHold = 'NEEDS_JOBS' | 'NO_WORKER' | 'BEHIND_OTHERS' | 'NEXT';

/** When an unfinished job can be expected to end. Times are in seconds. */
export interface JobOutlook {
  /** Null if it runs. */
  readonly hold: JobHold | null;
  /** 1 = taken next; null unless it is queued. */
  readonly position: number | null;
  /** Since the current attempt began; null unless it runs. */
  readonly elapsedSeconds: number | null;
  /** Median of the comparable jobs; null if fewer than three are known. */
  readonly expectedSeconds: number | null;
  /** The middle 80 % of the comparable jobs; null if fewer than three are known. */
  readonly expectedInterval: { readonly low: number; readonly high: number } | null;
  /** Finished jobs of the kind, on machines whose workers run now. */
  readonly comparableCount: number;
  /** True if they worked on the same model; false = on any model. */
  readonly isSameModel: boolean;
}

/** A row of outlooksOfJobs. */
export interface JobOutlookRow {
  readonly key: string;
  readonly status: string;
  readonly position: number | null;
  readonly elapsed: number | null;
  /** Number of running workers that may take it. */
  readonly workers: number;
  readonly sameCount: number;
  /** Quantiles 0.1, 0.5 and 0.9 of the jobs on the same model. */
  readonly sameSeconds: readonly [number, number, number] | null;
  readonly anyCount: number;
  /** The same of the jobs on any model. */
  readonly anySeconds: readonly [number, number, number] | null;
}

/** An estimate from fewer finished jobs says nothing about its own error. */
const MIN_COMPARABLE = 3;
/** The newest finished jobs count: older ones may have run on other versions. */
const MAX_COMPARABLE = 50;

/** Selects a JobOutlookRow of each of these jobs that has not ended. */
export function outlooksOfJobs(keys: readonly string[]): Sql {
  return sql`
    WITH live AS (SELECT w."name", w."host", w."providers" FROM "Worker" w WHERE ${WORKER_STATUS_SQL} IN ('BUSY', 'IDLE')),
    asked AS (SELECT j.*, coalesce(j."modelId", st."modelId") AS "ofModel" FROM "Job" j LEFT JOIN "Study" st ON st."id" = j."studyId"
      WHERE j."id" = ANY(${[...keys]}::uuid[]) AND j."status" IN ('WAITING', 'QUEUED', 'RUNNING')),
    past AS (SELECT p."kind", coalesce(p."modelId", st."modelId") AS "ofModel", extract(epoch FROM t."finishedAt" - t."startedAt")::float8 AS "seconds",
        row_number() OVER (PARTITION BY p."kind" ORDER BY p."id" DESC) AS "age",
        row_number() OVER (PARTITION BY p."kind", coalesce(p."modelId", st."modelId") ORDER BY p."id" DESC) AS "ageOfModel"
      FROM "Job" p JOIN "Attempt" t ON t."jobId" = p."id" AND t."number" = p."attempt" JOIN "Worker" w ON w."name" = t."workerId"
      LEFT JOIN "Study" st ON st."id" = p."studyId"
      WHERE p."status" = 'SUCCEEDED' AND p."kind" IN (SELECT "kind" FROM asked) AND w."host" IN (SELECT "host" FROM live))
    SELECT a."id" AS "key", a."status"::text AS "status",
      CASE WHEN a."status" = 'QUEUED' THEN (SELECT count(*)::int FROM "Job" q WHERE q."status" = 'QUEUED'
        AND (q."priority" > a."priority" OR q."priority" = a."priority" AND (q."createdAt", q."id") <= (a."createdAt", a."id"))) END AS "position",
      CASE WHEN a."status" = 'RUNNING' THEN extract(epoch FROM now() - a."startedAt")::float8 END AS "elapsed",
      (SELECT count(*)::int FROM live WHERE a."requiredProvider" IS NULL OR a."requiredProvider" = ANY(live."providers")) AS "workers",
      same."count" AS "sameCount", same."seconds" AS "sameSeconds", other."count" AS "anyCount", other."seconds" AS "anySeconds"
    FROM asked a
    CROSS JOIN LATERAL (SELECT count(*)::int AS "count", percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY past."seconds") AS "seconds"
      FROM past WHERE past."kind" = a."kind" AND past."ofModel" = a."ofModel" AND past."ageOfModel" <= ${MAX_COMPARABLE}) AS same
    CROSS JOIN LATERAL (SELECT count(*)::int AS "count", percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY past."seconds") AS "seconds"
      FROM past WHERE past."kind" = a."kind" AND past."age" <= ${MAX_COMPARABLE}) AS other`;
}

/** The outlook of a job: estimated from jobs on the same model if enough are known, otherwise from jobs on any model. */
export function toJobOutlook(record: JobOutlookRow): JobOutlook {
  const isSameModel = record.sameCount >= MIN_COMPARABLE;
  const [comparableCount, seconds] = isSameModel ? [record.sameCount, record.sameSeconds] : [record.anyCount, record.anySeconds];
  const percentiles = comparableCount >= MIN_COMPARABLE ? seconds : null;
  return {
    hold: findHold(record),
    position: record.position,
    elapsedSeconds: record.elapsed,
    expectedSeconds: percentiles === null ? null : percentiles[1],
    expectedInterval: percentiles && { low: percentiles[0], high: percentiles[2] },
    comparableCount,
    isSameModel,
  };
}

function findHold({ status, workers, position }: JobOutlookRow): JobHold | null {
  if (status === 'RUNNING') return null;
  if (status === 'WAITING') return 'NEEDS_JOBS';
  if (workers === 0) return 'NO_WORKER';
  return position === 1 ? 'NEXT' : 'BEHIND_OTHERS';
}
