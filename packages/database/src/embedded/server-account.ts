import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { AppError } from '@lamina/errors';

/** The account of the server; empty if it is the account of this process. */
export type ServerAccount = { readonly uid: number; readonly gid: number } | Record<string, never>;

/** On Linux, a process reaches its working directory under this name, even where it may not enter the folders above. */
const WORKING_DIRECTORY = '/proc/self/cwd';

/**
 * PostgreSQL refuses to run as root, so a root process starts it as the user `postgres`, which is created if it is missing.
 *
 * Refuses with CONFIG_INVALID if that user cannot be created.
 */
export function ensureServerAccount(): ServerAccount {
  if (process.getuid?.() !== 0) return {};
  return findPostgresUser() ?? createPostgresUser();
}

/**
 * The path under which the server's programs, started in the folder of its files, find that folder. Another user than root may not enter `/root`, but
 * a process that root starts in a folder below it stays there.
 */
export function nameClusterDir(clusterDir: string, account: ServerAccount): string {
  return 'uid' in account && existsSync(WORKING_DIRECTORY) ? WORKING_DIRECTORY : clusterDir;
}

function findPostgresUser(): ServerAccount | undefined {
  try {
    const read = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: read('-u'), gid: read('-g') };
  } catch {
    return undefined;
  }
}

function createPostgresUser(): ServerAccount {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' });
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      'PostgreSQL cannot run as root and the user "postgres" cannot be created. Run as another user, or set DATABASE_URL.',
      { cause },
    );
  }
  const account = findPostgresUser();
  if (account === undefined) throw new AppError('CONFIG_INVALID', 'The user "postgres" was created but cannot be found. Set DATABASE_URL.');
  return account;
}
