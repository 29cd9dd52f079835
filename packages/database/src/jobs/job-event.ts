import type { Job } from '../../generated/client.ts';
import type { Transaction } from '../connection/create-database.ts';

/** The LISTEN/NOTIFY channel of job events. */
export const JOB_EVENT_CHANNEL = 'lamina_job';

/** Types of job events. */
export type JobEventType =
  | 'queued'
  | 'started'
  | 'progress'
  | 'succeeded'
  | 'failed'
  | 'retried'
  | 'cancelled'
  | 'lost'
  | 'released'
  | 'log';

/** A change of a job as listeners receive it. It holds the whole visible state, so that listeners need not read the job again. */
export interface JobChange extends Readonly<Pick<Job, 'studyId' | 'kind' | 'status' | 'attempt' | 'errorCode' | 'errorMessage'>> {
  readonly type: JobEventType;
  readonly jobId: string;
  readonly progress: { readonly phase: string | null; readonly done: number; readonly total: number; readonly note: string | null };
}

// NOTIFY refuses payloads of 8,000 bytes or more.
const LONGEST_TEXT = 1_000;

/** The message for a change. */
function jobChangeOf(job: Job, type: JobEventType): JobChange {
  return {
    type,
    jobId: job.id,
    studyId: job.studyId,
    kind: job.kind,
    status: job.status,
    attempt: job.attempt,
    progress: {
      phase: job.progressPhase,
      done: job.progressDone,
      total: job.progressTotal,
      note: job.progressNote?.slice(0, LONGEST_TEXT) ?? null,
    },
    errorCode: job.errorCode,
    errorMessage: job.errorMessage?.slice(0, LONGEST_TEXT) ?? null,
  };
}

/** Stores a change of a job and notifies listeners when the transaction commits. */
export async function recordJobEvent(transaction: Transaction, job: Job, type: JobEventType, message?: string): Promise<void> {
  await transaction.jobEvent.create({ data: { jobId: job.id, attempt: job.attempt, type, message: message ?? null } });
  await notifyJobChange(transaction, job, type);
}

/** Notifies listeners of a change that is not stored, such as progress. */
export async function notifyJobChange(transaction: Transaction, job: Job, type: JobEventType): Promise<void> {
  await transaction.$executeRaw`SELECT pg_notify(${JOB_EVENT_CHANNEL}, ${JSON.stringify(jobChangeOf(job, type))})`;
}
