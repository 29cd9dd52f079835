import type { Job, JobStatus } from '../../generated/client.ts';

/** A job as programs see it: one row, without its attempts. */
export interface JobRecord {
  readonly id: string;
  readonly studyId: string | null;
  readonly kind: string;
  readonly version: number;
  readonly payload: unknown;
  readonly status: JobStatus;
  /** Number of the newest attempt; 0 = never claimed. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly dependsOn: readonly string[];
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** The domain form of a row. */
export function jobRecordOf(row: Job): JobRecord {
  const { id, studyId, kind, version, payload, status, attempt, maxAttempts, dependsOn, errorCode, errorMessage } = row;
  return { id, studyId, kind, version, payload, status, attempt, maxAttempts, dependsOn, errorCode, errorMessage };
}
