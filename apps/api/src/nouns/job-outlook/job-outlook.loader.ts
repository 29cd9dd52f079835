import { sql } from '@lamina/database';
import type DataLoader from 'dataloader';
import { Float, Int } from 'type-graphql';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { NumberInterval } from '../../paging/interval.type.ts';
import { WORKER_STATUS_SQL } from '../worker/worker.list.ts';

export const JobHold = defineEnum('JobHold', 'Why a job does not run yet.', {
  NEEDS_JOBS: 'It needs the results of jobs that are not finished.',
  NO_WORKER: 'No worker is running that may take it.',
  BEHIND_OTHERS: 'Other jobs are taken first.',
  NEXT: 'It is the next one: a free worker takes it.',
});
export type JobHold = ValueOf<typeof JobHold>;

@outputType('When an unfinished job can be expected to end.')
export class JobOutlook {
  @nullable(JobHold, 'Why it does not run yet; null if it runs.') readonly hold!: JobHold | null;
  @nullable(Int, 'Its position in the queue: 1 = taken next. Null unless it is queued.') readonly position!: number | null;
  @nullable(Float, 'Seconds since the current attempt began; null unless it runs.') readonly elapsedSeconds!: number | null;
  @nullable(Float, 'Median seconds of comparable jobs; null if fewer than three are known.') readonly expectedSeconds!: number | null;
  @nullable(NumberInterval, 'Seconds of the middle 80 % of comparable jobs; null if fewer than three are known.')
  readonly expectedInterval!: NumberInterval | null;
  @field(Int, 'How many comparable jobs the estimate is based on: finished, of this kind, on machines whose workers run now.')
  readonly comparableCount!: number;
  @field(Boolean, 'Whether the comparable jobs worked on the same model; false = on any model.') readonly isSameModel!: boolean;
}

interface OutlookRecord {
  readonly key: string;
  readonly status: string;
  readonly position: number | null;
  readonly elapsed: number | null;
  readonly workers: number;
  readonly sameCount: number;
  readonly sameSeconds: readonly [number, number, number] | null;
  readonly anyCount: number;
  readonly anySeconds: readonly [number, number, number] | null;
}

/** An estimate from fewer finished jobs says nothing about its own error. */
const MIN_COMPARABLE = 3;
/** The newest finished jobs count: older ones may have run on other versions. */
const MAX_COMPARABLE = 50;

/** The outlook of unfinished jobs, for many in one statement; null for jobs that have ended. */
export function createJobOutlookLoader(sqlReader: SqlReader): DataLoader<string, JobOutlook | null> {
  return createRowLoader(
    sqlReader,
    (keys) => sql`
      WITH live AS (SELECT w."name", w."host", w."providers" FROM "Worker" w WHERE ${WORKER_STATUS_SQL} IN ('BUSY', 'IDLE')),
      asked AS (SELECT j.*, coalesce(j."modelId", st."modelId") AS "ofModel" FROM "Job" j LEFT JOIN "Study" st ON st."id" = j."studyId"
        WHERE j."id" = ANY(${keys}::uuid[]) AND j."status" IN ('WAITING', 'QUEUED', 'RUNNING')),
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
        FROM past WHERE past."kind" = a."kind" AND past."age" <= ${MAX_COMPARABLE}) AS other`,
    (row: OutlookRecord | undefined) => (row === undefined ? null : toOutlook(row)),
  );
}

function toOutlook(record: OutlookRecord): JobOutlook {
  const isSameModel = record.sameCount >= MIN_COMPARABLE;
  const [comparableCount, seconds] = isSameModel ? [record.sameCount, record.sameSeconds] : [record.anyCount, record.anySeconds];
  const known = comparableCount >= MIN_COMPARABLE ? seconds : null;
  return {
    hold: findHold(record),
    position: record.position,
    elapsedSeconds: record.elapsed,
    expectedSeconds: known === null ? null : known[1],
    expectedInterval: known && { low: known[0], high: known[2] },
    comparableCount,
    isSameModel,
  };
}

function findHold({ status, workers, position }: OutlookRecord): JobHold | null {
  if (status === 'RUNNING') return null;
  if (status === 'WAITING') return JobHold.NEEDS_JOBS;
  if (workers === 0) return JobHold.NO_WORKER;
  return position === 1 ? JobHold.NEXT : JobHold.BEHIND_OTHERS;
}
