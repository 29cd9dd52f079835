import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createDatabase,
  type Database,
  type InspectedModel,
  isConnectionError,
  migrate,
  type RevisionRecord,
  registerModel,
} from '@lamina/database';
import { LIMIT_MS } from '../e2e/checks.ts';
import type { LaneServer } from './lane-server.ts';
import { startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './worker-process.ts';

/** A model of the repository: 12 blocks, 2.7 MB. */
export const MODEL = 'lamina-llama-12';
const POLL_MS = 100;

/** A new database with the model, a data folder, and the workers that a test starts. */
export interface Installation {
  readonly database: Database;
  readonly url: string;
  readonly dataDir: string;
  readonly revision: RevisionRecord;
  readonly server: LaneServer;
  readonly workers: readonly WorkerProcess[];
  startWorker(options?: Partial<WorkerProcessOptions>): WorkerProcess;
  /** Resolves when a statement about this database returns a row. @throws Error after LIMIT_MS. */
  waitFor<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row>;
  /** Kills the workers, and drops the database and the folder. */
  close(): Promise<void>;
}

export interface InstallationOptions {
  readonly name: string;
  readonly folder: string;
  readonly server: LaneServer;
  readonly inspection: InspectedModel;
}

/** Creates and migrates a database, and registers the model. */
export async function openInstallation({ name, folder, server, inspection }: InstallationOptions): Promise<Installation> {
  const url = server.url(name);
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  await migrate(url);
  const database = createDatabase(url, { connections: 2, silenceMs: 30_000 });
  const family = { slug: 'test', name: 'Test' };
  const revision = await registerModel(database, { slug: MODEL, name: MODEL, family, source: 'bundled', location: MODEL, inspection });
  const workers: WorkerProcess[] = [];
  return {
    database,
    url,
    dataDir,
    revision,
    server,
    workers,
    startWorker(options = {}) {
      const worker = startWorkerProcess({ databaseUrl: url, dataDir, logFile: join(folder, `${name}.log`), ...options });
      workers.push(worker);
      return worker;
    },
    waitFor: (sql, values = []) => waitForRow(database, sql, values),
    async close() {
      for (const worker of workers) worker.signalAll('SIGKILL');
      await database.close();
      await dropDatabase(server, name);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** After a crash, a server reads every file of all its databases: databases of earlier rounds would make each crash recovery longer. */
async function dropDatabase(server: LaneServer, name: string): Promise<void> {
  const maintenance = createDatabase(server.url('postgres'), { connections: 1 });
  try {
    await maintenance.pool.query(`DROP DATABASE "${name}" WITH (FORCE)`);
  } finally {
    await maintenance.close();
  }
}

async function waitForRow<Row extends object>({ pool }: Database, sql: string, values: readonly unknown[]): Promise<Row> {
  const end = performance.now() + LIMIT_MS;
  while (performance.now() < end) {
    try {
      const { rows } = await pool.query<Row>(sql, [...values]);
      if (rows[0] !== undefined) return rows[0];
    } catch (error) {
      if (!isConnectionError(error)) throw error;
    }
    await delay(POLL_MS);
  }
  throw new Error(`nothing came of this within ${LIMIT_MS / 1000} s: ${sql.trim().split('\n')[0]}`);
}
