import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { JobEvent } from './job-event.type.ts';

/** Events of jobs. */
export const JOB_EVENTS = defineList({
  name: 'JobEvent',
  type: JobEvent,
  columns: { ...columnsOf('je', 'attempt', 'type', 'level', 'message'), ...timesOf('je', 'createdAt') },
  from: sql`"JobEvent" je`,
  key: sql`je."id"`,
  links: { job: { column: sql`je."jobId"` } },
  filter: {},
  order: { CREATED_AT: by.time(sql`je."createdAt"`, 'Time.') },
  defaultOrder: { words: 'oldest first', columns: [ascending('CREATED_AT')] },
});
