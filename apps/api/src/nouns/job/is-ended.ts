import type { Job } from './job.type.ts';
import { JobStatus } from './job-status.ts';

const ENDED: readonly JobStatus[] = [JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED];

/** Whether nothing more will happen to a job, unless somebody retries it. */
export function isEnded(job: Job): boolean {
  return ENDED.includes(job.status);
}
