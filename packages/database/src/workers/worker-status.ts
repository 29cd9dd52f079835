import { sql } from '../rows/sql.ts';

/** A worker without a heartbeat for this time has lost its job. Heartbeats come every second. */
export const STALE_AFTER_MS = 30_000;

/** Maximum length of a session name in PostgreSQL. */
export const SESSION_NAME_LENGTH = 63;

/** The name of a worker's sessions at the server: the end of the worker's name, which is unique. `reclaimStaleJobs` searches for it. */
export function sessionNameOf(workerName: string): string {
  return workerName.slice(-SESSION_NAME_LENGTH);
}

/** Key of the job that the worker `w` of a statement runs now, or null. It comes from the attempts, so the two can never disagree. */
export const CURRENT_JOB_SQL = sql`(SELECT a."jobId" FROM "Attempt" a WHERE a."workerId" = w."name" AND a."status" = 'RUNNING' LIMIT 1)`;

/** Status of the worker `w` of a statement: STOPPED, SILENT (no heartbeat for STALE_AFTER_MS), DRAINING, BUSY or IDLE. */
export const WORKER_STATUS_SQL = sql`(CASE WHEN w."stoppedAt" IS NOT NULL THEN 'STOPPED'
  WHEN w."heartbeatAt" < now() - ${STALE_AFTER_MS}::int * interval '1 millisecond' THEN 'SILENT'
  WHEN w."drainRequestedAt" IS NOT NULL THEN 'DRAINING' WHEN ${CURRENT_JOB_SQL} IS NOT NULL THEN 'BUSY' ELSE 'IDLE' END)`;
