import { setInterval } from 'node:timers/promises';
import {
  acknowledgeCancel,
  completeJob,
  type Database,
  type Enqueue,
  type Fence,
  failJob,
  heartbeat,
  type JobRecord,
  releaseJob,
  reportProgress,
} from '@lamina/database';
import type { Progress, SessionOptions } from '@lamina/engine';
import { AppError, type AppErrorCode } from '@lamina/errors';
import type { Logger } from 'pino';
import type { MaterialFolders } from './handlers/handler-context.ts';
import { runJob } from './run-job.ts';

const HEARTBEAT_MS = 2_000;
const REPORT_EVERY_MS = 250;

/** Failures that the same work can outlive; everything else is a mistake in the job and would fail again. */
const RETRYABLE: ReadonlySet<AppErrorCode> = new Set<AppErrorCode>([
  'RUNTIME_FAILED',
  'INTERNAL_SERVER_ERROR',
  'DATABASE_UNREACHABLE',
  'DISK_FULL',
  'TIMEOUT',
  'HUB_UNREACHABLE',
  'RATE_LIMITED',
]);

export interface Work {
  readonly database: Database;
  readonly enqueue: Enqueue;
  readonly folders: MaterialFolders;
  readonly session: SessionOptions;
  readonly job: JobRecord;
  readonly logger: Logger;
  /** Aborts when the worker shuts down. */
  readonly shutdown: AbortSignal;
}

/** Works on a claimed job to its end, whatever that is: done, failed, cancelled, given back, or lost to another worker. */
export async function workOnJob(work: Work): Promise<void> {
  const { database, enqueue, job, logger, shutdown } = work;
  const fence: Fence = { jobId: job.id, attempt: job.attempt };
  const stop = new AbortController();
  const beats = new AbortController();
  const beating = keepAlive(work, fence, stop, beats.signal);
  const signal = AbortSignal.any([shutdown, stop.signal]);
  const report = throttle((progress) => reportProgress(database, fence, progress), logger);
  try {
    await runJob(job, { database, fence, studyId: job.studyId, folders: work.folders, session: work.session, signal, report: report.send });
    await report.flush();
    await completeJob(database, fence, enqueue);
    logger.info('job done');
  } catch (error) {
    await report.flush();
    await settle(work, fence, stop.signal, error);
  } finally {
    beats.abort();
    await beating;
  }
}

async function settle({ database, enqueue, logger, shutdown }: Work, fence: Fence, stopped: AbortSignal, error: unknown): Promise<void> {
  const known =
    error instanceof AppError
      ? error
      : new AppError('INTERNAL_SERVER_ERROR', error instanceof Error ? error.message : String(error), { cause: error });
  if (known.code === 'ATTEMPT_LOST' || stopped.reason === 'lost') {
    logger.warn({ code: known.code }, 'the attempt was lost to another worker');
    return;
  }
  try {
    if (shutdown.aborted) await releaseJob(database, fence, enqueue);
    else if (stopped.aborted) await acknowledgeCancel(database, fence);
    else {
      logger.error({ err: error, code: known.code }, 'job failed');
      await failJob(database, fence, { code: known.code, message: known.message, retryable: RETRYABLE.has(known.code) }, enqueue);
    }
  } catch (lost) {
    if (!(lost instanceof AppError) || lost.code !== 'ATTEMPT_LOST') throw lost;
    logger.warn('the attempt was lost before its end could be stored');
  }
}

/** Beats until `ended`; asks for the work's end on a user's cancel, and when another attempt has taken over. */
async function keepAlive({ database, logger }: Work, fence: Fence, stop: AbortController, ended: AbortSignal): Promise<void> {
  try {
    for await (const _ of setInterval(HEARTBEAT_MS, undefined, { signal: ended })) {
      try {
        const { cancelRequested } = await heartbeat(database, fence);
        if (cancelRequested) stop.abort('cancelled');
      } catch (error) {
        if (error instanceof AppError && error.code === 'ATTEMPT_LOST') stop.abort('lost');
        else logger.warn({ err: error }, 'a heartbeat could not be stored; the next one tries again');
      }
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
}

/** Passes on the newest progress at most every quarter second; what came in between is superseded. */
function throttle(
  store: (progress: Progress) => Promise<void>,
  logger: Logger,
): { send(progress: Progress): void; flush(): Promise<void> } {
  let newest: Progress | null = null;
  let last = 0;
  let writing: Promise<void> = Promise.resolve();
  const write = (): void => {
    const progress = newest;
    if (progress === null) return;
    newest = null;
    last = Date.now();
    writing = writing.then(() => store(progress)).catch((error: unknown) => logger.warn({ err: error }, 'progress could not be stored'));
  };
  return {
    send(progress) {
      newest = progress;
      if (Date.now() - last >= REPORT_EVERY_MS) write();
    },
    async flush() {
      write();
      await writing;
    },
  };
}
