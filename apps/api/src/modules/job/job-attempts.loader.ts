import DataLoader from 'dataloader';
import { sql } from '../../database/sql.ts';
import type { SqlReader } from '../../database/sql-reader.ts';
import type { JobAttempt } from './job-attempt.type.ts';
import { toJobError } from './to-job-error.ts';

type AttemptRecord = Omit<JobAttempt, 'error'> & {
  readonly jobKey: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
};

/** Loads the attempts of jobs by the job's key, first to last, many jobs in one statement. */
export function createJobAttemptsLoader(sqlReader: SqlReader): DataLoader<string, readonly JobAttempt[]> {
  return new DataLoader(async (keys) => {
    const records = await sqlReader.readRows<AttemptRecord>(sql`
      SELECT "jobId" AS "jobKey", "number", "workerId", "lateWrites", "checkpoint" IS NOT NULL AS "hasCheckpoint", "status"::text AS "status", "errorCode", "errorMessage", "startedAt", "heartbeatAt",
        "finishedAt"
      FROM "Attempt" WHERE "jobId" = ANY(${[...keys]}::uuid[]) ORDER BY "jobId", "number"`);
    const byJob = Map.groupBy(records, ({ jobKey }) => jobKey);
    return keys.map((key) => (byJob.get(key) ?? []).map(toAttempt));
  });
}

function toAttempt({ jobKey: _, errorCode, errorMessage, ...attempt }: AttemptRecord): JobAttempt {
  return { ...attempt, error: toJobError(errorCode, errorMessage) };
}
