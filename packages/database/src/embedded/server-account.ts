import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '@lamina/errors';

/** The account of the server; empty if it is the account of this process. */
export type ServerAccount = { readonly uid: number; readonly gid: number } | Record<string, never>;

/**
 * PostgreSQL refuses to run as root, so a root process starts it as the user `postgres`, which is created if it is missing.
 *
 * Refuses with CONFIG_INVALID if that user cannot be created, or has no access to one of `paths`.
 */
export function ensureServerAccount(paths: readonly string[]): ServerAccount {
  if (process.getuid?.() !== 0) return {};
  const account = findPostgresUser() ?? createPostgresUser();
  for (const path of paths) refuseUnreachable(path);
  return account;
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

function refuseUnreachable(path: string): void {
  let folder = dirname(resolve(path));
  while (folder !== dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) {
      const advice = 'Run Lamina as another user, move it to a folder that others may enter (chmod o+x), or set DATABASE_URL.';
      throw new AppError(
        'CONFIG_INVALID',
        `PostgreSQL cannot run as root, and its user may not enter ${folder} to reach ${path}. ${advice}`,
      );
    }
    folder = dirname(folder);
  }
}
