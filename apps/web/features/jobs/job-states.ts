import { type KebabName, toKebabName } from '@lamina/metrics';
import type { JobStatus } from '../../generated/graphql.ts';

/** The action that a job in this state allows; `none` if there is none. */
const ACTIONS: Readonly<Record<JobStatus, 'cancel' | 'retry' | 'none'>> = {
  WAITING: 'cancel',
  QUEUED: 'cancel',
  RUNNING: 'cancel',
  SUCCEEDED: 'none',
  FAILED: 'retry',
  CANCELLED: 'retry',
};

/** Where a job stands, as addresses and the page name it: `running`. */
export type JobState = KebabName<JobStatus>;

/** The states a visitor can choose, in the order in which a job goes through them. */
export const JOB_STATES: readonly JobState[] = (Object.keys(ACTIONS) as JobStatus[]).map((status) => toKebabName(status));

/** True if a job can still be stopped. */
export function isCancellable(status: JobStatus): boolean {
  return ACTIONS[status] === 'cancel';
}

/** True if a job can be tried again. */
export function isRetriable(status: JobStatus): boolean {
  return ACTIONS[status] === 'retry';
}

/** True if a job has ended, in whatever way. */
export function hasEnded(status: JobStatus): boolean {
  return !isCancellable(status);
}
