import type { JobStatus } from '../../generated/client.ts';

/** The statuses of jobs to which nothing more will happen, unless somebody retries them. */
export const ENDED_STATUSES: readonly JobStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** True if nothing more will happen to a job that stands there, unless somebody retries it. */
export function hasEnded(status: JobStatus): boolean {
  return ENDED_STATUSES.includes(status);
}
