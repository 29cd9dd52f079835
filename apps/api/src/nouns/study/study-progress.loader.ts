import { sql } from '@lamina/database';
import type DataLoader from 'dataloader';
import { Int } from 'type-graphql';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { field, outputType } from '../../paging/field.ts';

@outputType('Number of jobs of a study by status.')
export class StudyProgress {
  @field(Int, 'All jobs.') readonly total!: number;
  @field(Int, 'Jobs that wait or are queued.') readonly pending!: number;
  @field(Int, 'Running jobs.') readonly running!: number;
  @field(Int, 'Jobs that succeeded.') readonly succeeded!: number;
  @field(Int, 'Jobs that failed permanently.') readonly failed!: number;
  @field(Int, 'Jobs that were cancelled.') readonly cancelled!: number;
}

type ProgressRecord = StudyProgress & { readonly key: string };

const NO_JOBS: StudyProgress = { total: 0, pending: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };

/** Counts the jobs of studies by status, many studies in one statement. */
export function createStudyProgressLoader(sqlReader: SqlReader): DataLoader<string, StudyProgress> {
  return createRowLoader(
    sqlReader,
    (keys) => sql`
      SELECT "studyId" AS "key", count(*)::int4 AS "total",
        (count(*) FILTER (WHERE "status" IN ('WAITING', 'QUEUED')))::int4 AS "pending",
        (count(*) FILTER (WHERE "status" = 'RUNNING'))::int4 AS "running",
        (count(*) FILTER (WHERE "status" = 'SUCCEEDED'))::int4 AS "succeeded",
        (count(*) FILTER (WHERE "status" = 'FAILED'))::int4 AS "failed",
        (count(*) FILTER (WHERE "status" = 'CANCELLED'))::int4 AS "cancelled"
      FROM "Job" WHERE "studyId" = ANY(${keys}::uuid[]) GROUP BY "studyId"`,
    (row: ProgressRecord | undefined) => row ?? NO_JOBS,
  );
}
