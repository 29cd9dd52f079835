import type { Job, JobStatus } from '../../generated/client.ts';

/** A job row without its attempts. */
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
  /** Higher is taken first. */
  readonly priority: number;
  /** The provider that a worker must have and use; null = any. */
  readonly requiredProvider: string | null;
  /** Id in the logs of the API request that submitted it. */
  readonly requestId: string | null;
  /** W3C trace context of that request. */
  readonly traceParent: string | null;
  readonly dependsOn: readonly string[];
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** The domain form of a row. */
export function jobRecordOf(row: Job): JobRecord {
  const { id, studyId, kind, version, payload, status, attempt, maxAttempts, priority, requiredProvider } = row;
  const { requestId, traceParent, dependsOn, errorCode, errorMessage } = row;
  return {
    id,
    studyId,
    kind,
    version,
    payload,
    status,
    attempt,
    maxAttempts,
    priority,
    requiredProvider,
    requestId,
    traceParent,
    dependsOn,
    errorCode,
    errorMessage,
  };
}
