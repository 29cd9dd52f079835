import { sql } from '@lamina/database';
import { columnsOf, objectOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals, refersTo } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { Job, JobKind, JobStatus } from './job.type.ts';
import { toJobError } from './job-error.type.ts';

type StoredJob = Omit<Job, 'error'> & { readonly errorCode: string | null; readonly errorMessage: string | null };

const STATUS = sql`j."status"::text`;

/** Jobs. Their payloads contain folder names and are not exposed. */
export const JOBS = defineList({
  name: 'Job',
  type: Job,
  columns: {
    studyKey: sql`j."studyId"`,
    modelKey: sql`coalesce(j."modelId", st."modelId")`,
    scoreRunKey: sql`sr."id"`,
    dependsOnKeys: sql`coalesce(j."dependsOn", '{}')`,
    status: STATUS,
    ...columnsOf('j', 'kind', 'attempt', 'maxAttempts', 'priority', 'requiredProvider', 'submittedBy'),
    ...columnsOf('j', 'errorCode', 'errorMessage'),
    progress: objectOf({
      phase: sql`j."progressPhase"`,
      done: sql`j."progressDone"`,
      total: sql`j."progressTotal"`,
      ratio: sql`j."progressDone"::float8 / nullif(greatest(j."progressTotal", 0), 0)`,
      note: sql`j."progressNote"`,
    }),
    ...timesOf('j', 'createdAt', 'updatedAt', 'startedAt', 'finishedAt', 'cancelRequestedAt'),
  },
  from: sql`"Job" j LEFT JOIN "Study" st ON st."id" = j."studyId" LEFT JOIN "Model" m ON m."id" = coalesce(j."modelId", st."modelId")
    LEFT JOIN "ScoreRun" sr ON sr."jobId" = j."id"`,
  alone: sql`"Job" j`,
  key: sql`j."id"`,
  links: { study: { column: sql`j."studyId"` } },
  filter: {
    status: equals(JobStatus, sql`j."status"`, 'Current status.'),
    statuses: anyOf(JobStatus, sql`j."status"`, 'Any of these statuses.'),
    kind: equals(JobKind, sql`j."kind"`, 'Kind of work.'),
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    study: refersTo('Study', sql`j."studyId"`, 'Global id of a study.'),
  },
  order: {
    CREATED_AT: by.time(sql`j."createdAt"`, 'Time of submission.'),
    UPDATED_AT: by.time(sql`j."updatedAt"`, 'Time of the last change.'),
    PRIORITY: by.whole(sql`j."priority"`, 'Priority; descending order is the order in which jobs are taken.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
  toFields: ({ errorCode, errorMessage, ...record }: StoredJob) => ({ ...record, error: toJobError(errorCode, errorMessage) }),
});
