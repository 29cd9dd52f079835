import { setInterval } from 'node:timers/promises';
import { beatWorker, type Database, type Enqueue, reclaimStaleJobs, type WorkerFacts } from '@lamina/database';
import type { Logger } from 'pino';
import { listModelFolders } from './list-model-folders.ts';

const EVERY_MS = 5_000;

export interface HouseKeeping {
  readonly database: Database;
  readonly enqueue: Enqueue;
  readonly facts: WorkerFacts;
  /** Folders that hold models of users. */
  readonly modelRoots: readonly string[];
  readonly logger: Logger;
}

/**
 * Periodic work of every worker until `ended`: it sends heartbeats, and queues the jobs of workers that stopped sending them. It uses intervals and
 * the database's clock, never this machine's clock, because clocks may jump.
 */
export async function keepHouse({ database, enqueue, facts, modelRoots, logger }: HouseKeeping, ended: AbortSignal): Promise<void> {
  const turn = async (): Promise<void> => {
    await beatWorker(database, facts, listModelFolders(modelRoots));
    const jobIds = await reclaimStaleJobs(database, enqueue);
    if (jobIds.length > 0) logger.warn({ jobIds }, 'jobs of silent workers were queued again');
  };
  const tryTurn = (): Promise<void> =>
    turn().catch((error: unknown) =>
      logger.warn({ err: error }, 'the worker could not send its heartbeat; it tries again at the next interval'),
    );
  try {
    await tryTurn();
    for await (const _ of setInterval(EVERY_MS, undefined, { signal: ended })) await tryTurn();
  } catch (error) {
    if (!ended.aborted) throw error;
  }
}
