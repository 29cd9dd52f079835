import { sql, TEXTS_LEFT_OUT } from '@lamina/database';
import { objectOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { Study, StudyStatus } from './study.type.ts';

const STATUS = sql`st."status"::text`;

const countJobs = (...states: readonly string[]) => sql`count(*) FILTER (WHERE j."status"::text = ANY(${[...states]}))`;
const PROGRESS = sql`(SELECT ${objectOf({
  total: sql`count(*)`,
  pending: countJobs('WAITING', 'QUEUED'),
  running: countJobs('RUNNING'),
  succeeded: countJobs('SUCCEEDED'),
  failed: countJobs('FAILED'),
  cancelled: countJobs('CANCELLED'),
})} FROM "Job" j WHERE j."studyId" = st."id")`;

/** Studies. */
export const STUDIES = defineList({
  name: 'Study',
  type: Study,
  columns: {
    modelKey: sql`st."modelId"`,
    status: STATUS,
    request: sql`st."request"`,
    ...timesOf('st', 'createdAt', 'finishedAt'),
  },
  fieldColumns: { progress: { progress: PROGRESS }, textsLeftOut: { textsLeftOut: TEXTS_LEFT_OUT } },
  from: sql`"Study" st LEFT JOIN "Model" m ON m."id" = st."modelId"`,
  key: sql`st."id"`,
  links: { model: { column: sql`st."modelId"` } },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    status: equals(StudyStatus, STATUS, 'Current status.'),
  },
  order: {
    CREATED_AT: by.time(sql`st."createdAt"`, 'Time of submission.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
});
