import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { JobAttempt } from './job-attempt.type.ts';
import { toJobError } from './to-job-error.ts';

type AttemptRecord = Omit<JobAttempt, 'error'> & { readonly errorCode: string | null; readonly errorMessage: string | null };

/** How attempts are read; their checkpoints stay inside. */
export const JOB_ATTEMPT_TABLE = defineNodeTable<'JobAttempt', AttemptRecord>({
  name: 'JobAttempt',
  columns: sql`a."id" AS "key", a."number", a."workerId", a."lateWrites", a."checkpoint" IS NOT NULL AS "hasCheckpoint", a."status"::text AS "status", a."errorCode",
    a."errorMessage", a."startedAt", a."heartbeatAt", a."finishedAt"`,
  from: sql`"Attempt" a`,
  key: sql`a."id"`,
  links: { job: { column: sql`a."jobId"`, isCurrentOnly: false } },
  order: {
    NUMBER: { expression: sql`a."number"`, type: 'int8', isNullable: false },
    STARTED_AT: { expression: sql`a."startedAt"`, type: 'timestamptz', isNullable: false },
  },
  defaultOrder: [{ field: 'NUMBER', direction: 'ASC' }],
  listConditions: ({ status, statuses, workerId }) =>
    new Conditions().equals(sql`a."status"::text`, status).anyOf(sql`a."status"::text`, statuses).equals(sql`a."workerId"`, workerId).list,
  toFields: ({ errorCode, errorMessage, ...record }) => ({ ...record, error: toJobError(errorCode, errorMessage) }),
});
