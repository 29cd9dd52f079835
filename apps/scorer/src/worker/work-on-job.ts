import { setInterval } from 'node:timers/promises';
import {
  acknowledgeCancel,
  appendJobLog,
  completeJob,
  type Database,
  type Fence,
  failJob,
  findCheckpoint,
  heartbeat,
  isConnectionError,
  type Job,
  type JobLogLevel,
  type JobLogLine,
  releaseJob,
  reportProgress,
  saveCheckpoint,
} from '@lamina/database';
import { parseExecutionProviders, type SessionOptions } from '@lamina/engine';
import { AppError, type AppErrorCode, messageOf } from '@lamina/errors';
import { type JobKind, type ParsedJob, parseJob } from '@lamina/jobs';
import type { Progress } from '@lamina/models';
import type { Logger } from 'pino';
import type { HandlerContext, JobCheckpoints, WorkerContext } from '../context/handler-context.ts';
import { JOB_HANDLERS } from '../handlers/job-handlers.ts';

/** Maximum number of stored lines of one attempt; more would only fill the database. */
const MAX_LINES = 500;
/** Interval between stored messages. */
const LOG_EVERY_MS = 500;

/** A handler's messages for users; they also go to the process' log. */
interface JobLog {
  write(level: JobLogLevel, message: string): void;
  flush(): Promise<void>;
}

/** The log of one attempt, stored with the job and shown on its page. */
function createJobLog({ database, fence, logger }: { database: Database; fence: Fence; logger: Logger }): JobLog {
  const waiting: JobLogLine[] = [];
  let count = 0;
  const throttle = createThrottle<void>({
    everyMs: LOG_EVERY_MS,
    store: async () => {
      const lines = waiting.splice(0);
      if (lines.length > 0) await appendJobLog(database, fence, lines);
    },
    onError: (error) => logger.warn({ err: error }, 'lines of the job’s log could not be stored'),
  });
  return {
    write(level, message) {
      logger[level](message);
      count += 1;
      if (count > MAX_LINES) return;
      waiting.push(
        count === MAX_LINES ? { level: 'warn', message: 'the job’s log is full; the rest is in the worker’s log' } : { level, message },
      );
      throttle.send();
    },
    flush: () => throttle.flush(),
  };
}

/** Interval between stored checkpoints: the maximum work that a killed attempt loses, in addition to its current batch. */
const CHECKPOINT_EVERY_MS = 2_000;

/** The checkpoints of one attempt, and how they are written at once. */
interface Checkpoints extends JobCheckpoints {
  flush(): Promise<void>;
}

/** The checkpoints of one attempt. */
function createCheckpoints({ database, fence, logger }: { database: Database; fence: Fence; logger: Logger }): Checkpoints {
  const throttle = createThrottle<object>({
    everyMs: CHECKPOINT_EVERY_MS,
    store: (value) => saveCheckpoint(database, fence, value),
    onError: (error) => logger.warn({ err: error }, 'a checkpoint could not be stored'),
  });
  return {
    find: async () => (await findCheckpoint(database, fence))?.value,
    save: (value) => throttle.send(value),
    flush: () => throttle.flush(),
  };
}

/** A cancellation is noticed within this time; the inference process then has two seconds. */
const HEARTBEAT_MS = 1_000;

/** Sends heartbeats until `ended`. Requests the end of the work if a user cancels it, another attempt has taken over, or the database was migrated. */
async function keepAlive(
  { database, fence, logger, stop }: { database: Database; fence: Fence; logger: Logger; stop: AbortController },
  ended: AbortSignal,
): Promise<void> {
  try {
    for await (const _ of setInterval(HEARTBEAT_MS, undefined, { signal: ended })) {
      try {
        const { cancelRequested } = await heartbeat(database, fence);
        if (cancelRequested) stop.abort('cancelled');
      } catch (error) {
        if (error instanceof AppError && ['ATTEMPT_LOST', 'CONFLICT'].includes(error.code)) stop.abort('lost');
        else logger.warn({ err: error }, 'a heartbeat could not be stored; the next one tries again');
      }
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
}

const REPORT_EVERY_MS = 250;

/** Failures that may disappear in a later attempt. Every other failure is an error in the job and would happen again. */
const RETRYABLE: ReadonlySet<AppErrorCode> = new Set<AppErrorCode>([
  'RUNTIME_FAILED',
  'INTERNAL_SERVER_ERROR',
  'DATABASE_UNREACHABLE',
  'DISK_FULL',
  'TIMEOUT',
  'HUB_UNREACHABLE',
  'STORE_UNREACHABLE',
  'RATE_LIMITED',
]);

export interface Work extends WorkerContext {
  readonly job: Job;
  readonly logger: Logger;
  /** Aborts if the worker must return its job to the queue. */
  readonly shutdown: AbortSignal;
}

/** How a job left its worker. */
export type WorkEnd = 'succeeded' | 'failed' | 'retried' | 'cancelled' | 'released' | 'lost';

/** Works on a claimed job until it is finished, failed, cancelled, returned, or lost to another worker. */
export async function workOnJob(work: Work): Promise<WorkEnd> {
  const { job, logger, shutdown, ...shared } = work;
  const { database, enqueue } = shared;
  const fence: Fence = { jobId: job.id, attempt: job.attempt };
  const stop = new AbortController();
  const beats = new AbortController();
  const beating = keepAlive({ database, fence, logger, stop }, beats.signal);
  const report = createThrottle<Progress>({
    everyMs: REPORT_EVERY_MS,
    store: (progress) => reportProgress(database, fence, progress),
    onError: (error) => logger.warn({ err: error }, 'progress could not be stored'),
  });
  const log = createJobLog({ database, fence, logger });
  const checkpoints = createCheckpoints({ database, fence, logger });
  const flush = async (): Promise<void> => {
    // A lost attempt must not write any more, because each refused write would be counted.
    if (stop.signal.reason !== 'lost') await Promise.all([report.flush(), log.flush(), checkpoints.flush()]);
  };
  try {
    await handle(parseJob(job), {
      ...shared,
      fence,
      studyId: job.studyId,
      session: sessionOf(work),
      signal: AbortSignal.any([shutdown, stop.signal]),
      report: report.send,
      log: log.write,
      checkpoints,
    });
    await flush();
    await completeJob(database, fence, enqueue);
    logger.info('job done');
    return 'succeeded';
  } catch (error) {
    return await endWork({ work, fence, stopped: stop.signal, log: log.write, flush }, error);
  } finally {
    beats.abort();
    await beating;
  }
}

/** Passes a job to the handler of its kind. */
function handle<Kind extends JobKind>({ kind, payload }: ParsedJob<Kind>, context: HandlerContext): Promise<void> {
  return JOB_HANDLERS[kind](payload, context);
}

/** A job that requires a provider uses no other provider; it fails if the provider does not work. */
function sessionOf({ job, session }: Work): SessionOptions {
  const providers = parseExecutionProviders(job.requiredProvider);
  return providers === undefined ? session : { ...session, providers };
}

interface EndedWork {
  readonly work: Work;
  readonly fence: Fence;
  readonly stopped: AbortSignal;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
  readonly flush: () => Promise<void>;
}

async function endWork({ work, fence, stopped, log, flush }: EndedWork, error: unknown): Promise<WorkEnd> {
  const { database, enqueue, logger, shutdown } = work;
  const appError = error instanceof AppError ? error : new AppError('INTERNAL_SERVER_ERROR', messageOf(error), { cause: error });
  if (appError.code === 'ATTEMPT_LOST' || stopped.reason === 'lost') {
    logger.warn({ code: appError.code }, 'the attempt is lost; another attempt continues the job');
    return 'lost';
  }
  try {
    if (stopped.aborted) {
      await flush();
      await acknowledgeCancel(database, fence);
      return 'cancelled';
    }
    // A lost database connection is not the job's fault, so its attempt does not count.
    if (shutdown.aborted || isConnectionError(error)) {
      await flush();
      await releaseJob(database, fence, enqueue);
      logger.info({ err: shutdown.aborted ? undefined : error }, 'job given back');
      return 'released';
    }
    logger.error({ err: error, code: appError.code }, 'job failed');
    if (appError.code !== 'INTERNAL_SERVER_ERROR') log('error', `${appError.code}: ${appError.message}`);
    await flush();
    return await failJob(
      database,
      fence,
      { code: appError.code, message: appError.message, retryable: RETRYABLE.has(appError.code) },
      enqueue,
    );
  } catch (lost) {
    if (!(lost instanceof AppError) || lost.code !== 'ATTEMPT_LOST') throw lost;
    logger.warn('the attempt was lost before its end could be stored');
    return 'lost';
  }
}

/** Forwards the newest of many values. */
interface Throttle<Value> {
  send(value: Value): void;
  /** Resolves when the newest value has been forwarded. */
  flush(): Promise<void>;
}

/**
 * Forwards at most one value per `everyMs`, one after the other; intermediate values are skipped. If a value cannot be stored, `onError` is called
 * and the value is dropped.
 */
function createThrottle<Value>(options: {
  readonly everyMs: number;
  readonly store: (value: Value) => Promise<void>;
  readonly onError: (error: unknown) => void;
}): Throttle<Value> {
  const { everyMs, store, onError } = options;
  let newest: { readonly value: Value } | null = null;
  let last = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();
  const write = (): void => {
    if (newest === null) return;
    const { value } = newest;
    newest = null;
    // Monotonic time; the time of day may jump.
    last = performance.now();
    writing = writing.then(() => store(value)).catch(onError);
  };
  return {
    send(value) {
      newest = { value };
      if (performance.now() - last >= everyMs) write();
    },
    async flush() {
      write();
      await writing;
    },
  };
}
