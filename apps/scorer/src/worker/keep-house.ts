import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { beatWorker, type Database, type Enqueue, reclaimStaleJobs, type WorkerFacts } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { findLocalSource } from '@lamina/models';
import type { Logger } from 'pino';

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

/** Names of the folders with a model below `roots`, as `registerModel` takes them, in alphabetical order. A root that cannot be read has none. */
export function listModelFolders(roots: readonly string[]): readonly string[] {
  return [...new Set(roots.flatMap((root) => listEntries(root).filter((name) => isModel(join(root, name)))))].sort();
}

function listEntries(root: string): readonly string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => name);
  } catch {
    // The folder may not be mounted yet; the next heartbeat looks again.
    return [];
  }
}

function isModel(path: string): boolean {
  try {
    return findLocalSource(path) !== undefined;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
