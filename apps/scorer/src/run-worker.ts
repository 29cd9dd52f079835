import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { claimJob, createDatabase, type Database, type JobRecord, reclaimStaleJobs } from '@lamina/database';
import type { SessionOptions } from '@lamina/engine';
import { type JobQueue, openJobQueue } from '@lamina/jobs';
import type { Logger } from 'pino';
import type { MaterialFolders } from './handlers/handler-context.ts';
import { workOnJob } from './work-on-job.ts';

const POLL_MS = 500;
const RECLAIM_EVERY_MS = 10_000;
const RETRY_AFTER_ERROR_MS = 2_000;

export interface WorkerOptions {
  readonly databaseUrl: string;
  readonly folders: MaterialFolders;
  readonly session: SessionOptions;
  readonly logger: Logger;
  /** On abort the job at hand is given back and the worker ends. */
  readonly signal: AbortSignal;
}

/** Takes jobs one after the other until told to stop. Any number of workers may run on one database, on any machines. */
export async function runWorker({ databaseUrl, folders, session, logger, signal }: WorkerOptions): Promise<void> {
  const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const database = createDatabase(databaseUrl);
  const queue = await openJobQueue(databaseUrl, { role: 'worker', onError: (error) => logger.warn({ err: error }, 'queue connection') });
  let lastReclaim = 0;
  logger.info({ workerId }, 'worker ready');
  try {
    while (!signal.aborted) {
      try {
        if (Date.now() - lastReclaim > RECLAIM_EVERY_MS) {
          lastReclaim = Date.now();
          const jobIds = await reclaimStaleJobs(database, queue.enqueue);
          if (jobIds.length > 0) logger.warn({ jobIds }, 'jobs of silent workers were queued again');
        }
        const job = await takeJob(database, queue, workerId);
        if (job)
          await workOnJob({
            database,
            enqueue: queue.enqueue,
            folders,
            session,
            job,
            shutdown: signal,
            logger: logger.child({ jobId: job.id, kind: job.kind, attempt: job.attempt }),
          });
        else await pause(POLL_MS, signal);
      } catch (error) {
        // A database that is away comes back: the worker stays, its job is reclaimed when its heartbeats are missed.
        logger.error({ err: error }, 'the worker goes on after an error');
        await pause(RETRY_AFTER_ERROR_MS, signal);
      }
    }
  } finally {
    await queue.stop();
    await database.close();
    logger.info('worker stopped');
  }
}

/** The next job that is still to be done; messages of jobs that others have, or that need no work any more, are passed over. */
async function takeJob(database: Database, queue: JobQueue, workerId: string): Promise<JobRecord | undefined> {
  for (let message = await queue.receive(); message !== undefined; message = await queue.receive()) {
    const job = await claimJob(database, message.jobId, workerId);
    await queue.acknowledge(message);
    if (job) return job;
  }
  return undefined;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
