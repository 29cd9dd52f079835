import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { nameClusterDir, type ServerAccount } from './server-account.ts';
import { serverFailure } from './server-failure.ts';

/**
 * Creates the database files once and returns the password of their superuser. The files are created in a temporary folder and moved at the end, so
 * that a killed first run leaves no incomplete cluster.
 *
 * Refuses with DISK_FULL or DATABASE_UNREACHABLE.
 */
export async function initialiseCluster(options: {
  readonly initdb: string;
  readonly clusterDir: string;
  readonly passwordFile: string;
  readonly account: ServerAccount;
}): Promise<string> {
  const { clusterDir, passwordFile, account } = options;
  if (existsSync(join(clusterDir, 'PG_VERSION')) && existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8').trim();
  const parent = dirname(clusterDir);
  const unfinished = `${clusterDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const password = randomBytes(18).toString('base64url');
  const handover = join(parent, 'initdb-password');
  writeFileSync(handover, `${password}\n`, { mode: 0o600 });
  if ('uid' in account) {
    chownSync(unfinished, account.uid, account.gid);
    chownSync(handover, account.uid, account.gid);
  }
  try {
    await runInitdb(options.initdb, unfinished, handover, account);
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    rmSync(clusterDir, { recursive: true, force: true });
    renameSync(unfinished, clusterDir);
  } finally {
    rmSync(handover, { force: true });
  }
  return password;
}

function runInitdb(initdb: string, clusterDir: string, passwordFile: string, account: ServerAccount): Promise<void> {
  // The builtin locale sorts in the same way on every machine; --no-sync is safe because an empty cluster cannot lose data.
  const flags = ['--username=lamina', '--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'];
  const locale = ['--lc-messages=C', '--lc-collate=C', '--lc-ctype=C', '--lc-monetary=C', '--lc-numeric=C', '--lc-time=C'];
  const args = [
    `--pgdata=${nameClusterDir(clusterDir, account)}`,
    `--pwfile=${relative(clusterDir, passwordFile)}`,
    ...flags,
    ...locale,
    '--no-sync',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, args, { ...account, cwd: clusterDir, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.once('error', (cause) => reject(serverFailure(String(cause), clusterDir)));
    child.once('close', (code) => (code === 0 ? resolve() : reject(serverFailure(errors, clusterDir))));
  });
}
