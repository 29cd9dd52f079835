import { join, resolve } from 'node:path';
import { readApiEnvironment } from '@lamina/api/env';
import { AppError } from '@lamina/errors';
import { readScorerEnvironment } from '@lamina/scorer';
import { getWebEnvironment } from '@lamina/web/env';
import { locatePlatform } from './locate-platform.ts';
import { readDatabaseUrl } from './read-database-url.ts';

/** The environment of `npm start`. */
export interface StartEnvironment {
  readonly apiPort: number;
  readonly webPort: number;
  /** null: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly adminToken: string | null;
  /** null: created at the first start and stored in `dataDir`. */
  readonly sessionSecret: string | null;
  /** Folder of recorded measurements to store; null: none. */
  readonly recording: string | null;
}

/** Reads the environment. @throws AppError CONFIG_INVALID with all problems, including those of the API, the scorer and the page. */
export function readStartEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): StartEnvironment {
  const problems: string[] = [];
  const port = (name: string, fallback: number): number => {
    const value = Number(source[name] || fallback);
    if (!Number.isInteger(value) || value < 1 || value > 65_535)
      problems.push(`${name} must be a port from 1 to 65535, got "${source[name]}"`);
    return value;
  };
  const databaseUrl = readDatabaseUrl(source, problems);
  const environment = {
    apiPort: port('LAMINA_API_PORT', 4000),
    webPort: port('LAMINA_WEB_PORT', 3000),
    databaseUrl,
    dataDir: resolve(source.LAMINA_DATA_DIR || join(import.meta.dirname, '../../../.lamina')),
    adminToken: source.LAMINA_ADMIN_TOKEN || null,
    sessionSecret: source.LAMINA_SESSION_SECRET || null,
    recording: source.LAMINA_RECORDING === 'off' ? null : resolve(source.LAMINA_RECORDING || join(locatePlatform(), 'models/recorded')),
  };
  if (environment.apiPort === environment.webPort)
    problems.push(`LAMINA_API_PORT and LAMINA_WEB_PORT are both ${environment.apiPort}; give each its own`);
  const all = nameEachOnce([...problems, ...listProblemsOfParts(source)]);
  if (all.length > 0) throw new AppError('CONFIG_INVALID', `the environment is not usable:\n- ${all.join('\n- ')}`);
  return environment;
}

function listProblemsOfParts(source: Readonly<Record<string, string | undefined>>): readonly string[] {
  // Values that start creates itself if they are not given.
  const made = {
    DATABASE_URL: source.DATABASE_URL || 'postgresql://embedded/lamina',
    LAMINA_ADMIN_TOKEN: source.LAMINA_ADMIN_TOKEN || 'made-at-the-first-start',
  };
  return [readApiEnvironment, readScorerEnvironment, getWebEnvironment].flatMap((read) => {
    try {
      read({ ...source, ...made });
      return [];
    } catch (error) {
      const listed = error instanceof AppError ? error.details.problems : undefined;
      return Array.isArray(listed) ? listed.map(String) : String(error).split('\n- ').slice(1);
    }
  });
}

/** Several parts read some variables: keep only the first message about a variable. */
function nameEachOnce(problems: readonly string[]): readonly string[] {
  const nameOf = (problem: string): string => /[A-Z]+(_[A-Z]+)+/.exec(problem)?.[0] ?? problem;
  return problems.filter((problem, place) => problems.findIndex((other) => nameOf(other) === nameOf(problem)) === place);
}
