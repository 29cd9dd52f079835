import type { Socket } from 'node:net';
import { type ConstructorOptions, fromPrisma, PgBoss, type PrismaTransactionLike } from 'pg-boss';

const QUEUE = 'lamina-jobs';
// A message only says "look at this job" and is done as soon as a worker has claimed the job's row, so a quarter of a minute is long. Whoever
// dies in between is noticed by the next worker that looks for expired messages.
const EXPIRE_SECONDS = 15;
const SUPERVISE_SECONDS = 5;
const RETRIES = 1_000;
// pg-boss drops messages that nobody took after two weeks; a queued job may wait longer for its worker.
const KEEP_SECONDS = 365 * 86_400;

/** Execution providers that a job can require. Each has a queue of its own, so that a worker is only shown jobs that it can do. */
export const REQUIRABLE_PROVIDERS = ['cuda', 'webgpu', 'cpu'] as const;
export type RequirableProvider = (typeof REQUIRABLE_PROVIDERS)[number];

/** A message of the queue: some job is ready. */
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
  /** null: any worker takes it. */
  readonly requiredProvider?: string | null;
  readonly delayMs?: number;
}

/** The transaction that a message is sent in; Prisma's fits. */
export type QueueTransaction = PrismaTransactionLike;

/**
 * The queue of jobs that are ready to be worked on. The job's row says what to do and which attempt may write; the queue only says that there
 * is something, so a message that comes twice, or late, does no harm.
 */
export interface JobQueue {
  /** Sends jobs inside the caller's transaction: rows and messages appear together or not at all. */
  enqueue(transaction: QueueTransaction, jobs: readonly QueuedJob[]): Promise<void>;
  /**
   * The next message, undefined when there is none: first of the jobs that only some workers can do, then of all others. Unacknowledged, it
   * comes again after some seconds.
   */
  receive(): Promise<JobMessage | undefined>;
  acknowledge(message: JobMessage): Promise<void>;
  stop(): Promise<void>;
}

export interface JobQueueOptions {
  /** A worker also supervises the queue: expired messages are sent again. */
  readonly role: 'sender' | 'worker';
  /** What a worker can do beyond jobs that any worker can do. */
  readonly providers?: readonly string[];
  /** Opens the sockets of its connections; default: plain ones. */
  readonly openSocket?: () => Socket;
  readonly onError?: (error: Error) => void;
}

/** Opens the queue (pg-boss, in a schema of its own) and creates it where it is missing. Errors of its connections go to `onError`. */
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
  // pg-boss hands what it does not know on to pg's pool, which takes a maker of sockets as `stream`.
  const boss = new PgBoss(openSocket === undefined ? options : { ...options, ...{ stream: openSocket } });
  boss.on('error', onError);
  await boss.start();
  const settings = { expireInSeconds: EXPIRE_SECONDS, retryLimit: RETRIES, retentionSeconds: KEEP_SECONDS };
  for (const queue of [QUEUE, ...REQUIRABLE_PROVIDERS.map(queueOf)]) {
    await boss.createQueue(queue, settings);
    // One that an earlier version made keeps its settings otherwise.
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
