import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@lamina/errors';
import { initialiseCluster } from './initialise-cluster.ts';
import { findFreePort, isPortFree } from './ports.ts';
import { loadPostgresBinaries } from './postgres-binaries.ts';
import { recoverStaleServer, stopServer } from './recover-stale-server.ts';
import { ensureServerAccount, nameClusterDir, type ServerAccount } from './server-account.ts';
import { serverFailure } from './server-failure.ts';

const START_TIMEOUT_MS = 60_000;
const HELPERS_RETRY_MS = 200;

/** A PostgreSQL server that this process started and owns. */
export interface EmbeddedServer {
  readonly port: number;
  /** Connection string of one of its databases (default `lamina`, which `migrate` creates if it is missing). */
  databaseUrl(name?: string): string;
  /** Ends every connection, writes all data to disk and waits until the server has ended. */
  stop(): Promise<void>;
}

/** Options of `startEmbeddedServer`. */
export interface EmbeddedServerOptions {
  /** Folder for the database files, the password and the server log; created if it is missing. */
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number;
  /** false = faster but not safe against power loss; for tests. */
  readonly durable?: boolean;
}

/**
 * Starts the PostgreSQL that npm installed, only on the loopback address, and recovers from a killed run.
 *
 * Refuses with PORT_IN_USE, DISK_FULL, CONFLICT (another Lamina uses the folder), CONFIG_INVALID or DATABASE_UNREACHABLE.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const dataDir = resolve(options.dataDir);
  const clusterDir = join(dataDir, 'cluster');
  const ownerFile = join(dataDir, 'owner.pid');
  const binaries = await loadPostgresBinaries();
  makeFolder(dataDir);
  const account = ensureServerAccount();
  await recoverStaleServer({ clusterDir, ownerFile });
  const password = await initialiseCluster({ initdb: binaries.initdb, clusterDir, passwordFile: join(dataDir, 'password'), account });
  const port = await choosePort(options.port);
  writeFileSync(ownerFile, `${process.pid}\n`);
  const child = await startServer({ postgres: binaries.postgres, clusterDir, port, account, durable: options.durable ?? true });
  const stopAtExit = (): void => void child.kill('SIGINT');
  process.once('exit', stopAtExit);
  child.once('exit', () => process.off('exit', stopAtExit));
  return {
    port,
    databaseUrl: (name = 'lamina') => `postgresql://lamina:${password}@127.0.0.1:${port}/${name}`,
    async stop() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        // The process was unreferenced at start. Its end must be awaited even if nothing else keeps this process alive.
        child.ref();
        const reaped = once(child, 'exit');
        await stopServer(child.pid);
        await reaped;
      }
      rmSync(ownerFile, { force: true });
    },
  };
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    // If this process is root, the server runs as another user, who needs access through this folder to its files.
    if (process.getuid?.() === 0) chmodSync(dataDir, 0o711);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw serverFailure('No space left on device', dataDir);
    throw new AppError('CONFIG_INVALID', `The data folder ${dataDir} cannot be created: ${String(cause)}`, { cause });
  }
}

async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted === undefined) return findFreePort();
  if (await isPortFree(wanted)) return wanted;
  throw new AppError(
    'PORT_IN_USE',
    `Port ${wanted} for the embedded PostgreSQL is in use by another program. Stop it or choose another port.`,
  );
}

interface ServerOptions {
  readonly postgres: string;
  readonly clusterDir: string;
  readonly port: number;
  readonly account: ServerAccount;
  readonly durable: boolean;
}

/** Starts the server. If helper processes of a killed server still hold its shared memory, it tries again until they have ended. */
async function startServer(options: ServerOptions): Promise<ChildProcess> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await launchServer(options);
    } catch (error) {
      const isHeld = error instanceof AppError && error.message.includes('pre-existing shared memory block');
      if (!isHeld || Date.now() > deadline) throw error;
      await delay(HELPERS_RETRY_MS);
    }
  }
}

async function launchServer(options: ServerOptions): Promise<ChildProcess> {
  const logFile = join(options.clusterDir, '..', 'server.log');
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'shared_buffers=64MB'];
  // Nobody follows this server's log of changes, so a table that one transaction empties and fills is written once, not twice (see reserveTable).
  settings.push('wal_level=minimal', 'max_wal_senders=0');
  if (!options.durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const args = [
    '-D',
    nameClusterDir(options.clusterDir, options.account),
    '-p',
    String(options.port),
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const log = openSync(logFile, 'w');
  // Detached: Ctrl-C in a terminal goes to the whole process group, but the server must live until the workers' last writes.
  const child = spawn(options.postgres, args, { ...options.account, cwd: options.clusterDir, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  const pidFile = join(options.clusterDir, 'postmaster.pid');
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!isReady(pidFile, child.pid)) {
    if (child.exitCode !== null || child.pid === undefined) throw serverFailure(readFileSync(logFile, 'utf8'), options.clusterDir);
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw serverFailure(readFileSync(logFile, 'utf8'), options.clusterDir);
    }
    await delay(15);
  }
  return child;
}

/** PostgreSQL writes its pid on the first line of the pid file and its state on the eighth (src/include/utils/pidfile.h). */
function isReady(pidFile: string, pid: number | undefined): boolean {
  if (!existsSync(pidFile)) return false;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}
