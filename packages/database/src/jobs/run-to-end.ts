import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { createJob, type Enqueue, type NewSingleJob } from './create-job.ts';
import { hasEnded } from './job-status.ts';
import { retryJob } from './retry-job.ts';

const POLL_MS = 1_000;

/** A program that waits for a job has these. */
export interface Waiting {
  readonly database: Database;
  readonly enqueue: Enqueue;
  /** Ends the wait; the job stays in the queue. */
  readonly signal: AbortSignal;
  /** How often the job is read; default 1,000 ms. */
  readonly pollMs?: number;
}

/**
 * Resolves with the row of a job that has ended, however it did. A job whose key was used before is not queued again, but one that did not succeed is tried
 * again.
 * @throws the signal's reason if it ends the wait
 */
export async function runToEnd(
  { database, enqueue, signal, pollMs = POLL_MS }: Waiting,
  job: NewSingleJob & { readonly idempotencyKey: string },
): Promise<Job> {
  const { id } = await createJob(database, job, enqueue);
  const read = () => database.prisma.job.findUniqueOrThrow({ where: { id } });
  const { status } = await read();
  if (hasEnded(status) && status !== 'SUCCEEDED') await retryJob(database, id, enqueue);
  for (let state = await read(); ; state = await read()) {
    if (hasEnded(state.status)) return state;
    await delay(pollMs, undefined, { signal });
  }
}
