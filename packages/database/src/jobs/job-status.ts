import type { JobStatus } from '../../generated/client.ts';

const ENDED: readonly JobStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Whether nothing more will happen to a job that stands there, unless somebody retries it. */
export function hasEnded(status: JobStatus): boolean {
  return ENDED.includes(status);
}
