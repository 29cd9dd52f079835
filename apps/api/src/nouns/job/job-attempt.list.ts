import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { JobAttempt } from './job-attempt.type.ts';
import { toJobError } from './job-error.type.ts';

type StoredAttempt = Omit<JobAttempt, 'error'> & { readonly errorCode: string | null; readonly errorMessage: string | null };

/** Attempts; their checkpoints are not exposed. */
export const JOB_ATTEMPTS = defineList({
  name: 'JobAttempt',
  type: JobAttempt,
  columns: {
    status: sql`a."status"::text`,
    ...columnsOf('a', 'number', 'workerId', 'errorCode', 'errorMessage'),
    ...timesOf('a', 'startedAt', 'heartbeatAt', 'finishedAt'),
  },
  from: sql`"Attempt" a`,
  key: sql`a."id"`,
  links: { job: { column: sql`a."jobId"` } },
  filter: {},
  order: { NUMBER: by.whole(sql`a."number"`, 'Number of the attempt.') },
  defaultOrder: { words: 'first to last', columns: [ascending('NUMBER')] },
  toFields: ({ errorCode, errorMessage, ...record }: StoredAttempt) => ({ ...record, error: toJobError(errorCode, errorMessage) }),
});
