import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@lamina/errors';

const STOP_TIMEOUT_MS = 20_000;

/**
 * Prepares a data folder for a start after its last owner was killed. A server that is still running is stopped. A pid file without a server is
 * deleted, because its number may now belong to another program, which PostgreSQL would treat as a running server.
 *
 * Refuses with CONFLICT if the owner is still running: two Laminas must not share one folder.
 */
export async function recoverStaleServer(paths: { readonly clusterDir: string; readonly ownerFile: string }): Promise<void> {
  const pidFile = join(paths.clusterDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const serverPid = readPid(pidFile);
  if (serverPid === undefined || !isPostgres(serverPid)) {
    rmSync(pidFile, { force: true });
    return;
  }
  const ownerPid = existsSync(paths.ownerFile) ? readPid(paths.ownerFile) : undefined;
  if (ownerPid !== undefined && ownerPid !== process.pid && isNode(ownerPid)) {
    const advice = 'Stop it, or set LAMINA_DATA_DIR to another folder.';
    throw new AppError('CONFLICT', `Lamina already runs with the data folder ${paths.clusterDir} (process ${ownerPid}). ${advice}`);
  }
  await stopServer(serverPid);
  rmSync(pidFile, { force: true });
}

/** Asks a PostgreSQL server to disconnect its clients and shut down, and waits until it has ended. */
export async function stopServer(serverPid: number): Promise<void> {
  signal(serverPid, 'SIGINT');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (signal(serverPid, 0) && !isZombie(serverPid)) {
    if (Date.now() > deadline) {
      signal(serverPid, 'SIGQUIT');
      return;
    }
    await delay(20);
  }
}

function readPid(path: string): number | undefined {
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isPostgres(pid: number): boolean {
  return signal(pid, 0) && !isZombie(pid) && commandOf(pid).includes('postgres');
}

function isNode(pid: number): boolean {
  return signal(pid, 0) && !isZombie(pid) && /node|MainThread/.test(commandOf(pid));
}

function isZombie(pid: number): boolean {
  const statPath = `/proc/${pid}/stat`;
  return existsSync(statPath) && / Z /.test(readFileSync(statPath, 'utf8'));
}

function commandOf(pid: number): string {
  const commPath = `/proc/${pid}/comm`;
  if (existsSync(commPath)) return readFileSync(commPath, 'utf8');
  try {
    return execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
