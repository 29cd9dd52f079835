import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobChange, listenToJobEvents } from '@lamina/database';
import { type JobQueue, openJobQueue } from '@lamina/jobs';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import pino, { type Logger } from 'pino';
import type { EfficiencySettings, MaterialFolders } from '../context/handler-context.ts';
import { readScorerEnvironment } from '../env.ts';
import { runWorker } from '../worker/run-worker.ts';

/** A queue with a database and a data folder of its own, and the workers that a test starts on it. */
export interface TestQueue {
  readonly database: TestDatabase;
  readonly enqueue: JobQueue['enqueue'];
  readonly dataDir: string;
  readonly folders: MaterialFolders;
  /** The changes of all jobs so far, in order. */
  readonly changes: JobChange[];
  /** Resolves with the first change that `isAwaited` accepts, past or to come. */
  waitFor(isAwaited: (change: JobChange) => boolean): Promise<JobChange>;
  /** Resolves when a job has ended, however it did. */
  waitForEnd(jobId: string | undefined): Promise<JobChange>;
  /** Starts a worker in this process. */
  startWorker(options?: { readonly drainMs?: number; readonly logger?: Logger }): TestWorker;
  /** Closes the connections and deletes the database and the folder. Workers must be stopped before. */
  close(): Promise<void>;
}

/** A worker in this process. */
export interface TestWorker {
  /** Resolves when it has ended; rejects with its refusal. */
  readonly ended: Promise<void>;
  /** Asks it to end, and waits for that. */
  stop(): Promise<void>;
}

/** Enough to have a speed: no test depends on how precise it is. */
const SHORT: EfficiencySettings = { rounds: 3, budgetSeconds: 0, promptTokens: 16, generatedTokens: 4 };
const ENDS: readonly string[] = ['succeeded', 'failed', 'cancelled'];

/** @param options.modelDirs further folders of models, separated by `:`; `calibrationDir`: folder of further texts; `hub`: address of a hub */
export async function openTestQueue({ modelDirs = '', calibrationDir = '', hub = '' } = {}): Promise<TestQueue> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lamina-scorer-'));
  const database = await createTestDatabase();
  const queue = await openJobQueue(database.url, { role: 'sender' });
  const changes: JobChange[] = [];
  let wake = (): void => undefined;
  const listener = await listenToJobEvents(database.url, (change) => {
    changes.push(change);
    wake();
  });
  const { folders } = readScorerEnvironment({
    DATABASE_URL: database.url,
    LAMINA_DATA_DIR: dataDir,
    LAMINA_MODEL_DIRS: modelDirs,
    LAMINA_CALIBRATION_DIR: calibrationDir,
    HF_ENDPOINT: hub,
    HF_HUB_CACHE: join(dataDir, 'hub'),
  });
  const waitFor: TestQueue['waitFor'] = async (isAwaited) => {
    for (;;) {
      const found = changes.find(isAwaited);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    database,
    enqueue: queue.enqueue,
    dataDir,
    folders,
    changes,
    waitFor,
    waitForEnd: (id) => waitFor(({ jobId, type }) => jobId === id && ENDS.includes(type)),
    startWorker({ logger = pino({ level: 'silent' }), ...options } = {}) {
      const stopping = new AbortController();
      const { signal } = stopping;
      const ended = runWorker({ databaseUrl: database.url, folders, session: {}, efficiency: SHORT, logger, signal, ...options });
      return {
        ended,
        async stop() {
          stopping.abort();
          await ended;
        },
      };
    },
    async close() {
      await listener.stop();
      await queue.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
