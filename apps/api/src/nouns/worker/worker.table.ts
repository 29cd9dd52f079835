import { STALE_AFTER_MS } from '@lamina/database';
import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { Worker } from './worker.type.ts';

/** The job at hand is told by the attempts: nothing else could go out of step with them. */
const currentJob = sql`(SELECT a."jobId" FROM "Attempt" a WHERE a."workerId" = w."name" AND a."status" = 'RUNNING' LIMIT 1)`;

/** What the worker `w` is doing. */
export const WORKER_STATUS_SQL = sql`(CASE WHEN w."stoppedAt" IS NOT NULL THEN 'STOPPED'
  WHEN w."heartbeatAt" < now() - ${STALE_AFTER_MS}::int * interval '1 millisecond' THEN 'SILENT'
  WHEN w."drainRequestedAt" IS NOT NULL THEN 'DRAINING' WHEN ${currentJob} IS NOT NULL THEN 'BUSY' ELSE 'IDLE' END)`;

/** How workers are read. */
export const WORKER_TABLE = defineNodeTable<'Worker', Worker>({
  name: 'Worker',
  columns: sql`w."id" AS "key", ${currentJob} AS "currentJobKey", w."name", w."host", w."pid", w."device", w."providers", w."versions",
    ${WORKER_STATUS_SQL} AS "status", w."startedAt", w."heartbeatAt", w."drainRequestedAt", w."stoppedAt"`,
  from: sql`"Worker" w`,
  key: sql`w."id"`,
  links: {},
  order: {
    STARTED_AT: { expression: sql`w."startedAt"`, type: 'timestamptz', isNullable: false },
    HEARTBEAT_AT: { expression: sql`w."heartbeatAt"`, type: 'timestamptz', isNullable: false },
    HOST: { expression: sql`w."host"`, type: 'text', isNullable: false },
    NAME: { expression: sql`w."name"`, type: 'text', isNullable: false },
    STATUS: { expression: WORKER_STATUS_SQL, type: 'text', isNullable: false },
  },
  defaultOrder: [{ field: 'STARTED_AT', direction: 'DESC' }],
  listConditions: (filter) => {
    const conditions = new Conditions()
      .equals(WORKER_STATUS_SQL, filter.status)
      .anyOf(WORKER_STATUS_SQL, filter.statuses)
      .equals(sql`w."host"`, filter.host);
    return (filter.provider ? conditions.add(sql`${filter.provider} = ANY (w."providers")`) : conditions).list;
  },
  toFields: (record) => record,
});
