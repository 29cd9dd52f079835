import { STALE_AFTER_MS, sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals, holds } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { ExecutionProvider } from '../vocabulary/measurement.ts';
import { Worker, WorkerStatus } from './worker.type.ts';

/** The current job comes from the attempts, so the two can never disagree. */
const CURRENT_JOB = sql`(SELECT a."jobId" FROM "Attempt" a WHERE a."workerId" = w."name" AND a."status" = 'RUNNING' LIMIT 1)`;

/** Status of the worker `w`. */
export const WORKER_STATUS_SQL = sql`(CASE WHEN w."stoppedAt" IS NOT NULL THEN 'STOPPED'
  WHEN w."heartbeatAt" < now() - ${STALE_AFTER_MS}::int * interval '1 millisecond' THEN 'SILENT'
  WHEN w."drainRequestedAt" IS NOT NULL THEN 'DRAINING' WHEN ${CURRENT_JOB} IS NOT NULL THEN 'BUSY' ELSE 'IDLE' END)`;

/** Workers. */
export const WORKERS = defineList({
  name: 'Worker',
  type: Worker,
  columns: {
    key: sql`w."id"`,
    currentJobKey: CURRENT_JOB,
    status: WORKER_STATUS_SQL,
    folderNames: sql`w."modelFolders"`,
    ...columnsOf('w', 'name', 'host', 'pid', 'device', 'providers', 'versions'),
    ...timesOf('w', 'startedAt', 'heartbeatAt', 'drainRequestedAt', 'stoppedAt'),
  },
  from: sql`"Worker" w`,
  key: sql`w."id"`,
  filter: {
    status: equals(WorkerStatus, WORKER_STATUS_SQL, 'Current status.'),
    statuses: anyOf(WorkerStatus, WORKER_STATUS_SQL, 'Any of these.'),
    provider: holds(ExecutionProvider, sql`w."providers"`, 'An execution provider that it has.'),
    host: equals(String, sql`w."host"`, 'Name of its machine.'),
  },
  order: {
    STARTED_AT: by.time(sql`w."startedAt"`, 'Start time.'),
    HEARTBEAT_AT: by.time(sql`w."heartbeatAt"`, 'Time of the last heartbeat.'),
    HOST: by.text(sql`w."host"`, 'Name of its machine.'),
    NAME: by.text(sql`w."name"`, 'Its name.'),
    STATUS: by.text(WORKER_STATUS_SQL, 'Status, in alphabetical order.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('STARTED_AT')] },
});
