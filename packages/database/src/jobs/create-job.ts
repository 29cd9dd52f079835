import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import type { Enqueue } from './enqueue.ts';
import { recordJobEvent } from './job-event.ts';
import { type JobRecord, jobRecordOf } from './job-record.ts';

/** Writes one job that belongs to no study and sends it, in one transaction. */
export function createJob(
  database: Database,
  job: { readonly kind: string; readonly version: number; readonly payload: object },
  enqueue: Enqueue,
): Promise<JobRecord> {
  return database.prisma.$transaction(async (transaction) => {
    const row = await transaction.job.create({
      data: { kind: job.kind, version: job.version, payload: job.payload as Prisma.InputJsonObject, status: 'QUEUED' },
    });
    await recordJobEvent(transaction, row, 'queued');
    await enqueue(transaction, [row]);
    return jobRecordOf(row);
  });
}
