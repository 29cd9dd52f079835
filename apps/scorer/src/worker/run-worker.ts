import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerFacts } from '@lamina/database';
import {
  claimJob,
  type Database,
  type Job,
  markWorkerDraining,
  openDatabase,
  openWatchedSocket,
  reclaimStaleJobs,
  registerWorker,
  requireMigrations,
  sessionNameOf,
  stopWorker,
} from '@lamina/database';
import type { SessionOptions } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { type JobQueue, openJobQueue } from '@lamina/jobs';
import { withSpan } from '@lamina/telemetry';
import type { Logger } from 'pino';
import packageJson from '../../package.json' with { type: 'json' };
import type { WorkerContext } from '../context/handler-context.ts';
import { runInference } from '../inference/run-inference.ts';
import { keepHouse } from './keep-house.ts';
import { workOnJob } from './work-on-job.ts';
import { WorkerMetrics } from './worker-metrics.ts';

/** Providers to test if the environment names none, in the engine's order. */
const DEFAULT_PROVIDERS = ['cuda', 'cpu'] as const;

/**
 * The facts and capabilities of this worker. Providers are tested in a separate process, because a CUDA context would keep GPU memory as long as the
 * process lives.
 */
async function describeWorker(session: SessionOptions, signal: AbortSignal): Promise<WorkerFacts> {
  const { providers, runtimeVersion } = await runInference(
    'probe',
    { wanted: session.providers ?? DEFAULT_PROVIDERS },
    { signal, onProgress: () => undefined },
  );
  return {
    name: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
    host: hostname(),
    pid: process.pid,
    device: providers[0]?.device ?? 'no execution provider works here',
    providers: providers.map(({ provider }) => provider),
    versions: { lamina: packageJson.version, node: process.versions.node, onnxruntime: runtimeVersion },
  };
}

const POLL_MS = 500;
const RETRY_AFTER_ERROR_MS = 2_000;
/** A dead connection must be noticed early enough that heartbeats continue. */
const SILENCE_MS = 12_000;

export interface WorkerOptions extends Pick<WorkerContext, 'folders' | 'session' | 'efficiency'> {
  readonly databaseUrl: string;
  readonly logger: Logger;
  /** On abort the worker takes no more jobs, and ends after its current job. */
  readonly signal: AbortSignal;
  /** How long the current job may continue after the abort before it is returned to the queue; default 0 ms. */
  readonly drainMs?: number;
  /** Metrics of its jobs; default: none. */
  readonly metrics?: WorkerMetrics;
}

/**
 * Takes jobs one after the other until it is stopped. Any number of workers may use one database, on any machines.
 *
 * Refuses with CONFLICT a database with other migrations than this version knows, also if it is migrated while the worker runs. The job at hand is then
 * left to a worker of the version that migrated it.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { databaseUrl, session, signal } = options;
  const facts = await describeWorker(session, signal).catch((error: unknown) => {
    // It was stopped before it started.
    if (signal.aborted) return undefined;
    throw error;
  });
  if (facts === undefined) return;
  const logger = options.logger.child({ workerId: facts.name });
  const database = await openDatabase(databaseUrl, { silenceMs: SILENCE_MS, sessionName: sessionNameOf(facts.name) });
  const queue = await openJobQueue(databaseUrl, {
    role: 'worker',
    providers: facts.providers,
    openSocket: () => openWatchedSocket(SILENCE_MS),
    onError: (error) => logger.warn({ err: error }, 'queue connection'),
  });
  const ended = new AbortController();
  await registerWorker(database, facts);
  const modelRoots = options.folders.modelRoots.slice(1);
  const keeping = keepHouse({ database, enqueue: queue.enqueue, facts, modelRoots, logger }, ended.signal);
  const shutdown = giveBackAfter(signal, options.drainMs);
  signal.addEventListener('abort', () => void markWorkerDraining(database, facts.name).catch(() => undefined), { once: true });
  logger.info({ providers: facts.providers, device: facts.device }, 'worker ready');
  try {
    await takeJobs({ ...options, logger, database, queue, workerName: facts.name, shutdown });
  } finally {
    ended.abort();
    await keeping;
    await stopWorker(database, facts.name).catch((error: unknown) => logger.warn({ err: error }, 'the worker could not record its end'));
    await queue.stop();
    await database.close();
    logger.info('worker stopped');
  }
}

interface JobSource extends WorkerOptions {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly workerName: string;
  readonly shutdown: AbortSignal;
}

async function takeJobs(taking: JobSource): Promise<void> {
  const { database, queue, workerName, folders, session, efficiency, logger, signal, shutdown, metrics = new WorkerMetrics() } = taking;
  let mayHaveJob = false;
  while (!signal.aborted) {
    try {
      if (mayHaveJob) await reclaimStaleJobs(database, queue.enqueue, { ofWorker: workerName });
      mayHaveJob = false;
      const job = await takeJob(taking);
      if (job) {
        const { id: jobId, kind, attempt, studyId, requestId } = job;
        const jobLogger = logger.child({ jobId, kind, attempt, studyId, requestId });
        const work = { database, enqueue: queue.enqueue, folders, session, efficiency, job, shutdown, logger: jobLogger };
        const attributes = { 'lamina.job.id': jobId, 'lamina.job.attempt': attempt };
        await metrics.time(kind, () =>
          withSpan(`job ${kind}`, { kind: 'consumer', attributes, traceParent: job.traceParent }, () => workOnJob(work)),
        );
      } else await pause(POLL_MS, signal);
    } catch (error) {
      // The database was migrated: only a worker of that version may continue.
      if (error instanceof AppError && error.code === 'CONFLICT') throw error;
      // An unreachable database usually comes back, so the worker continues. If the answer to a claim was lost, the worker may hold a job without
      // knowing it.
      mayHaveJob = true;
      metrics.countError();
      logger.error({ err: error }, 'the worker continues after an error');
      await pause(RETRY_AFTER_ERROR_MS, signal);
    }
  }
}

/** The next unfinished job. Messages of jobs that other workers have, or that need no more work, are skipped. */
async function takeJob({ database, queue, workerName, logger }: JobSource): Promise<Job | undefined> {
  // An idle worker writes nothing that would be refused.
  await requireMigrations(database.prisma);
  for (let message = await queue.receive(); message !== undefined; message = await queue.receive()) {
    const job = await claimJob(database, message.jobId, workerName);
    // Without acknowledgement the message comes again, and the claim then fails.
    await queue.acknowledge(message).catch((error: unknown) => logger.warn({ err: error }, 'a message could not be acknowledged'));
    if (job) return job;
  }
  return undefined;
}

/** Aborts `drainMs` after `signal`. */
function giveBackAfter(signal: AbortSignal, drainMs = 0): AbortSignal {
  const shutdown = new AbortController();
  const giveBack = (): void => {
    if (drainMs === 0) shutdown.abort();
    else setTimeout(() => shutdown.abort(), drainMs).unref();
  };
  signal.addEventListener('abort', giveBack, { once: true });
  return shutdown.signal;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
