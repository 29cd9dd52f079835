import type { Socket } from 'node:net';
import type { ConstructorOptions, PrismaTransactionLike } from 'pg-boss';

const QUEUE = 'lamina-jobs';
// A message only means "look at this job". It is done as soon as a worker has claimed the job's row, so 15 seconds are long enough. If a worker dies
// before that, the next worker that looks for expired messages finds it.
const EXPIRE_SECONDS = 15;
const SUPERVISE_SECONDS = 5;
const RETRIES = 1_000;
// pg-boss drops messages after two weeks, but a queued job may wait longer for a suitable worker.
const KEEP_SECONDS = 365 * 86_400;

/** Execution providers that a job can require. Each has a separate queue, so that a worker receives only jobs that it can run. */
export const REQUIRABLE_PROVIDERS = ['cuda', 'webgpu', 'cpu'] as const;

/** A message of the queue: a job is ready. */
export interface JobMessage {
  readonly id: string;
  readonly jobId: string;
  readonly queue: string;
}

/** A job as the queue knows it. */
export interface QueuedJob {
  readonly id: string;
  /** Higher is taken first within one queue. */
  readonly priority?: number;
  /** null: any worker may take it. */
  readonly requiredProvider?: string | null;
  readonly delayMs?: number;
}

/** The transaction in which a message is sent; Prisma's transaction has this shape. */
export type QueueTransaction = PrismaTransactionLike;

/**
 * The queue of jobs that are ready. The job's row says what to do and which attempt may write. The queue only says that there is a job, so a
 * duplicate or late message does no harm.
 */
export interface JobQueue {
  /** Sends jobs inside the caller's transaction, so that rows and messages are committed together. */
  enqueue(transaction: QueueTransaction, jobs: readonly QueuedJob[]): Promise<void>;
  /**
   * The next message, undefined if there is none: first from the queues of required providers, then from the common queue. A message that is not
   * acknowledged is sent again after some seconds.
   */
  receive(): Promise<JobMessage | undefined>;
  acknowledge(message: JobMessage): Promise<void>;
  stop(): Promise<void>;
}

export interface JobQueueOptions {
  /** A worker also supervises the queue and sends expired messages again. */
  readonly role: 'sender' | 'worker';
  /** Providers of the worker beyond those that every worker has. */
  readonly providers?: readonly string[];
  /** Opens the sockets of its connections; default: plain ones. */
  readonly openSocket?: () => Socket;
  readonly onError?: (error: Error) => void;
}

/** Opens the queue (pg-boss, in its own schema) and creates it if it is missing. Errors of its connections go to `onError`. */
export async function openJobQueue(
  databaseUrl: string,
  { role, providers = [], openSocket, onError = () => undefined }: JobQueueOptions,
): Promise<JobQueue> {
  const options: ConstructorOptions = {
    connectionString: databaseUrl,
    max: 2,
    schedule: false,
    supervise: role === 'worker',
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  };
  // Loaded when a queue is opened: the command line reads the options of jobs without a database client.
  const { fromPrisma, PgBoss } = await import('pg-boss');
  // pg-boss passes unknown options on to pg's pool, where `stream` is a function that creates sockets.
  const withSocket = { ...options, stream: openSocket };
  const boss = new PgBoss(openSocket === undefined ? options : withSocket);
  boss.on('error', onError);
  await boss.start();
  const settings = { expireInSeconds: EXPIRE_SECONDS, retryLimit: RETRIES, retentionSeconds: KEEP_SECONDS };
  for (const queue of [QUEUE, ...REQUIRABLE_PROVIDERS.map(queueOf)]) {
    await boss.createQueue(queue, settings);
    // A queue that an earlier version created would otherwise keep its settings.
    await boss.updateQueue(queue, settings);
  }
  const served = [...providers.map(queueOf), QUEUE];
  return {
    async enqueue(transaction, jobs) {
      const db = fromPrisma(transaction);
      for (const { id, priority = 0, requiredProvider = null, delayMs = 0 } of jobs)
        await boss.send(queueOf(requiredProvider), { jobId: id }, { db, priority, startAfter: Math.ceil(delayMs / 1000) });
    },
    async receive() {
      for (const queue of served) {
        const [message] = await boss.fetch<{ jobId: string }>(queue);
        if (message) return { id: message.id, jobId: message.data.jobId, queue };
      }
      return undefined;
    },
    async acknowledge({ id, queue }) {
      await boss.complete(queue, id);
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  };
}

function queueOf(provider: string | null): string {
  return provider === null ? QUEUE : `${QUEUE}-${provider}`;
}
