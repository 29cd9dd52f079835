import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import type { Enqueue } from './enqueue.ts';
import { recordJobEvent } from './job-event.ts';
import { type JobRecord, jobRecordOf } from './job-record.ts';

/** Who asked for a job. */
export interface JobSender {
  /** The API request that submits it, as logs name it. */
  readonly requestId?: string | null;
  /** Whoever sent that request: the name of a token, or of the person that it acted for. */
  readonly submittedBy?: string | null;
}

/** When and where a job is to run, and who asked for it. */
export interface JobPlacement extends JobSender {
  /** Higher is taken first; default 0. */
  readonly priority?: number;
  /** Only workers that have this provider take it, and use no other; default: any worker, on what it prefers. */
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
  /** A second job with the same key is not made. */
  readonly idempotencyKey?: string;
}

/** Writes one job that belongs to no study and sends it, in one transaction; answers the first one where the key was used before. */
export function createJob(database: Database, job: NewSingleJob, enqueue: Enqueue): Promise<JobRecord> {
  const { idempotencyKey = null, payload, ...rest } = job;
  return database.prisma.$transaction(async (transaction) => {
    if (idempotencyKey !== null) {
      // Two processes that submit one key at once: the second waits here, then finds what the first has made.
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${idempotencyKey}, 0))`;
      const found = await transaction.job.findUnique({ where: { idempotencyKey } });
      if (found !== null) return jobRecordOf(found);
    }
    const row = await transaction.job.create({
      data: { ...rest, payload: payload as Prisma.InputJsonObject, idempotencyKey, status: 'QUEUED' },
    });
    await recordJobEvent(transaction, row, 'queued');
    await enqueue(transaction, [row]);
    return jobRecordOf(row);
  });
}
