import { fromPrisma, PgBoss, type PrismaTransactionLike } from 'pg-boss';

const QUEUE = 'lamina-jobs';
// A message only says "look at this job" and is done as soon as a worker has claimed the job's row, so a minute is long.
const EXPIRE_SECONDS = 60;
const RETRIES = 1_000;
// pg-boss drops messages that nobody took after two weeks; a queued job may wait longer for its worker.
const KEEP_SECONDS = 365 * 86_400;

/** A message of the queue: some job is ready. */
export interface JobMessage {
  readonly id: string;
  readonly jobId: string;
}

/** The transaction that a message is sent in; Prisma's fits. */
export type QueueTransaction = PrismaTransactionLike;

/**
 * The queue of jobs that are ready to be worked on. The job's row says what to do and which attempt may write; the queue only says that there
 * is something, so a message that comes twice, or late, does no harm.
 */
export interface JobQueue {
  /** Sends jobs inside the caller's transaction: rows and messages appear together or not at all. */
  enqueue(transaction: QueueTransaction, jobs: readonly { readonly id: string; readonly delayMs?: number }[]): Promise<void>;
  /** The next message, undefined when there is none. Unacknowledged, it comes again after a minute. */
  receive(): Promise<JobMessage | undefined>;
  acknowledge(message: JobMessage): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Opens the queue (pg-boss, in a schema of its own) and creates it where it is missing. A worker also supervises it: expired messages are
 * sent again. Errors of its connections go to `onError`.
 */
export async function openJobQueue(
  databaseUrl: string,
  { role, onError = () => undefined }: { readonly role: 'sender' | 'worker'; readonly onError?: (error: Error) => void },
): Promise<JobQueue> {
  const boss = new PgBoss({ connectionString: databaseUrl, max: 2, schedule: false, supervise: role === 'worker' });
  boss.on('error', onError);
  await boss.start();
  await boss.createQueue(QUEUE, { expireInSeconds: EXPIRE_SECONDS, retryLimit: RETRIES, retentionSeconds: KEEP_SECONDS });
  return {
    async enqueue(transaction, jobs) {
      const db = fromPrisma(transaction);
      for (const { id, delayMs = 0 } of jobs) await boss.send(QUEUE, { jobId: id }, { db, startAfter: Math.ceil(delayMs / 1000) });
    },
    async receive() {
      const [message] = await boss.fetch<{ jobId: string }>(QUEUE);
      return message ? { id: message.id, jobId: message.data.jobId } : undefined;
    },
    async acknowledge({ id }) {
      await boss.complete(QUEUE, id);
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  };
}
