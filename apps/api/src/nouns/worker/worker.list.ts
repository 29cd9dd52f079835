import { CURRENT_JOB_SQL, sql, WORKER_STATUS_SQL } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { Worker, WorkerStatus } from './worker.type.ts';

/** Workers. */
export const WORKERS = defineList({
  name: 'Worker',
  type: Worker,
  columns: {
    currentJobKey: CURRENT_JOB_SQL,
    status: WORKER_STATUS_SQL,
    folderNames: sql`w."modelFolders"`,
    ...columnsOf('w', 'name', 'host', 'pid', 'device', 'providers', 'versions'),
    ...timesOf('w', 'startedAt', 'heartbeatAt'),
  },
  from: sql`"Worker" w`,
  key: sql`w."id"`,
  filter: {
    status: equals(WorkerStatus, WORKER_STATUS_SQL, 'Current status.'),
    statuses: anyOf(WorkerStatus, WORKER_STATUS_SQL, 'Any of these.'),
    host: equals(String, sql`w."host"`, 'Name of its machine.'),
  },
  order: {
    STARTED_AT: by.time(sql`w."startedAt"`, 'Start time.'),
    NAME: by.text(sql`w."name"`, 'Its name.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('STARTED_AT')] },
});
