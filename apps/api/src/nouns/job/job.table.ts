import { Conditions } from '../../data/conditions.ts';
import { parseOptionalGlobalId } from '../../data/global-id.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { Job } from './job.type.ts';
import { toJobError } from './to-job-error.ts';

type JobRecord = Omit<Job, 'progress' | 'error'> & {
  readonly progressPhase: string | null;
  readonly progressDone: number;
  readonly progressTotal: number;
  readonly progressNote: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
};

/** How jobs are read. Their payloads, which name folders, stay inside. */
export const JOB_TABLE = defineNodeTable<'Job', JobRecord>({
  name: 'Job',
  columns: sql`j."id" AS "key", j."studyId" AS "studyKey", coalesce(j."modelId", st."modelId") AS "modelKey", sr."id" AS "scoreRunKey", coalesce(j."dependsOn", '{}') AS "dependsOnKeys", j."kind",
    j."status"::text AS "status", j."attempt", j."maxAttempts", j."priority", j."requiredProvider", j."submittedBy", j."progressPhase", j."progressDone", j."progressTotal", j."progressNote",
    j."errorCode", j."errorMessage", j."createdAt", j."updatedAt", j."startedAt", j."finishedAt", j."cancelRequestedAt"`,
  from: sql`"Job" j LEFT JOIN "Study" st ON st."id" = j."studyId" LEFT JOIN "Model" m ON m."id" = coalesce(j."modelId", st."modelId")
    LEFT JOIN "ScoreRun" sr ON sr."jobId" = j."id"`,
  alone: sql`"Job" j`,
  key: sql`j."id"`,
  links: { study: { column: sql`j."studyId"`, isCurrentOnly: false } },
  order: {
    CREATED_AT: { expression: sql`j."createdAt"`, type: 'timestamptz', isNullable: false },
    UPDATED_AT: { expression: sql`j."updatedAt"`, type: 'timestamptz', isNullable: false },
    STATUS: { expression: sql`j."status"::text`, type: 'text', isNullable: false },
    PRIORITY: { expression: sql`j."priority"`, type: 'int8', isNullable: false },
    KIND: { expression: sql`j."kind"`, type: 'text', isNullable: false },
  },
  defaultOrder: [{ field: 'CREATED_AT', direction: 'DESC' }],
  listConditions: ({ status, statuses, kind, models, study, requiredProvider, priority }) =>
    new Conditions()
      .equals(sql`j."status"::text`, status)
      .anyOf(sql`j."status"::text`, statuses)
      .equals(sql`j."kind"`, kind)
      .equals(sql`j."requiredProvider"`, requiredProvider)
      .range(sql`j."priority"`, priority)
      .anyOf(sql`m."slug"`, models)
      .equalsKey(sql`j."studyId"`, parseOptionalGlobalId(study, 'Study')).list,
  toFields: ({ progressPhase, progressDone, progressTotal, progressNote, errorCode, errorMessage, ...record }) => ({
    ...record,
    progress: {
      phase: progressPhase,
      done: progressDone,
      total: progressTotal,
      ratio: progressTotal > 0 ? progressDone / progressTotal : null,
      note: progressNote,
    },
    error: toJobError(errorCode, errorMessage),
  }),
});
