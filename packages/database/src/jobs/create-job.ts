import type { Job, Prisma } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import { recordJobEvent } from './job-event.ts';

/** A job that a worker may take now, or after a delay. */
export type ReadyJob = Readonly<Pick<Job, 'id' | 'kind' | 'priority' | 'requiredProvider'>> & { readonly delayMs?: number };

/**
 * Sends ready jobs to the queue inside the caller's transaction, so that rows and messages are committed together. The queue is in another package,
 * so writers receive this function.
 */
export type Enqueue = (transaction: Transaction, jobs: readonly ReadyJob[]) => Promise<void>;

/** Who submitted a job. */
export interface JobSender {
  /** Id in the logs of the API request that submits it. */
  readonly requestId?: string | null;
  /** The sender of that request: the name of a token, or of the person for whom it acted. */
  readonly submittedBy?: string | null;
}

/** When and where a job runs, and who submitted it. */
export interface JobPlacement extends JobSender {
  /** Higher is taken first; default 0. */
  readonly priority?: number;
  /** Only workers with this provider take it, and they use no other. Default: any worker, with its preferred provider. */
  readonly requiredProvider?: string | null;
  /** W3C trace context of that request. */
  readonly traceParent?: string | null;
}

/** A job that belongs to no study. */
export interface NewSingleJob extends JobPlacement {
  readonly kind: string;
  readonly version: number;
  readonly payload: object;
  /** The model that it works on. */
  readonly modelId?: string;
  /** A second job with the same key is not created. */
  readonly idempotencyKey?: string | undefined;
}

/** Writes a job without a study and queues it, in one transaction; returns the first job if the key was used before. */
export function createJob(database: Database, job: NewSingleJob, enqueue: Enqueue): Promise<Job> {
  const { idempotencyKey = null, payload, ...rest } = job;
  return writeTransaction(database, async (transaction) => {
    if (idempotencyKey !== null) {
      // If two processes submit the same key at once, the second waits here and then finds the first job.
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${idempotencyKey}, 0))`;
      const found = await transaction.job.findUnique({ where: { idempotencyKey } });
      if (found !== null) return found;
    }
    const row = await transaction.job.create({
      data: { ...rest, payload: payload as Prisma.InputJsonObject, idempotencyKey, status: 'QUEUED' },
    });
    await recordJobEvent(transaction, row, 'queued');
    await enqueue(transaction, [row]);
    return row;
  });
}
