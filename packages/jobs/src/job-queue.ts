import { fromPrisma, PgBoss, type PrismaTransactionLike } from 'pg-boss';

const QUEUE = 'lamina-jobs';
// A message only says "look at this job": it is done as soon as a worker has claimed the job's row, so a minute is long.
const EXPIRE_SECONDS = 60;
const RETRIES = 1_000;

/** The queue of jobs that are ready to be worked on. A job's row says what to do and who may; the queue only says that there is something. */
export interface JobQueue {
  /** Sends jobs inside the caller's transaction: rows and messages appear together or not at all. */
  enqueue(transaction: PrismaTransactionLike, jobs: readonly { readonly id: string; readonly delayMs?: number }[]): Promise<void>;
  /** Takes the next message and lets `claim` turn it into work; undefined when there is none, or none that is still to be done. */
  take<Work>(claim: (jobId: string) => Promise<Work | undefined>): Promise<Work | undefined>;
  close(): Promise<void>;
}

/** Opens the queue (pg-boss, in a schema of its own) and creates it where it is missing. Errors of its connections go to `onError`. */
export async function openJobQueue(databaseUrl: string, onError: (error: Error) => void): Promise<JobQueue> {
  const boss = new PgBoss({ connectionString: databaseUrl, max: 2, schedule: false });
  boss.on('error', onError);
  await boss.start();
  await boss.createQueue(QUEUE, { expireInSeconds: EXPIRE_SECONDS, retryLimit: RETRIES });
  return {
    async enqueue(transaction, jobs) {
      const db = fromPrisma(transaction);
      for (const { id, delayMs = 0 } of jobs) await boss.send(QUEUE, { jobId: id }, { db, startAfter: Math.ceil(delayMs / 1000) });
    },
    async take(claim) {
      for (;;) {
        const [message] = await boss.fetch<{ jobId: string }>(QUEUE);
        if (!message) return undefined;
        const work = await claim(message.data.jobId);
        await boss.complete(QUEUE, message.id);
        if (work !== undefined) return work;
      }
    },
    close: () => boss.stop({ graceful: true, timeout: 5_000 }),
  };
}
