import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import type { Enqueue } from './enqueue.ts';
import { recordJobEvent } from './job-event.ts';
import { type JobRecord, jobRecordOf } from './job-record.ts';

/** A job that belongs to no study. */
export interface NewSingleJob {
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
  const { kind, version, payload, modelId = null, idempotencyKey = null } = job;
  return database.prisma.$transaction(async (transaction) => {
    if (idempotencyKey !== null) {
      // Two processes that submit one key at once: the second waits here, then finds what the first has made.
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${idempotencyKey}, 0))`;
      const found = await transaction.job.findUnique({ where: { idempotencyKey } });
      if (found !== null) return jobRecordOf(found);
    }
    const row = await transaction.job.create({
      data: { kind, version, payload: payload as Prisma.InputJsonObject, status: 'QUEUED', modelId, idempotencyKey },
    });
    await recordJobEvent(transaction, row, 'queued');
    await enqueue(transaction, [row]);
    return jobRecordOf(row);
  });
}
