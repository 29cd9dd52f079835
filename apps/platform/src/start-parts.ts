import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { programArgs } from '@lamina/bundle/program-args';
import { AppError } from '@lamina/errors';
import type { StartEnvironment } from './env.ts';
import { locatePlatform } from './locate-platform.ts';
import { say } from './say.ts';
import type { Supervisor } from './supervisor.ts';
import { waitForPage } from './wait-for-page.ts';

const PLATFORM = locatePlatform();
const TURBO = join(PLATFORM, 'node_modules/.bin/turbo');

/** The parts share these. */
export interface Parts {
  readonly supervisor: Supervisor;
  readonly environment: StartEnvironment;
  readonly databaseUrl: string;
  readonly onFailure: (error: AppError) => void;
}

/** Starts the API, and prints a command that uses the administrator's token. */
export function startApi({ supervisor, environment, databaseUrl, onFailure }: Parts): void {
  const adminToken = readAdminToken(environment);
  supervisor.start(
    {
      name: 'api',
      args: programArgs('apps/api/src/main.ts', PLATFORM),
      env: {
        DATABASE_URL: databaseUrl,
        LAMINA_DATA_DIR: environment.dataDir,
        LAMINA_ADMIN_TOKEN: adminToken.token,
        LAMINA_API_PORT: String(environment.apiPort),
        LAMINA_WEB_PORT: String(environment.webPort),
      },
    },
    onFailure,
  );
  say('writes need a token. This asks who holds the administrator’s; the mutation createApiToken makes narrower ones:');
  process.stdout.write(`${describeToken(adminToken.file, environment.apiPort)}\n`);
}

/** Starts the scorer. It comes after the page is open: it keeps every core busy, and the page can show the recorded models meanwhile. */
export function startScorer(parts: Parts): void {
  const { supervisor, onFailure } = parts;
  supervisor.start({ name: 'scorer', args: programArgs('apps/scorer/src/main.ts'), env: scorerVariables(parts) }, onFailure);
}

/** The scorer's own variables. */
export function scorerVariables({ databaseUrl, environment }: Parts): Readonly<Record<string, string>> {
  return { DATABASE_URL: databaseUrl, LAMINA_DATA_DIR: environment.dataDir };
}

/** A command that uses the administrator's token; the token itself does not appear in terminals and logs. */
function describeToken(file: string, apiPort: number): string {
  const text = file === 'LAMINA_ADMIN_TOKEN' ? '$LAMINA_ADMIN_TOKEN' : `$(cat '${file.replaceAll("'", `'\\''`)}')`;
  const query = `-H 'content-type: application/json' -d '{"query":"{ viewer { name scopes } }"}'`;
  return `curl -s -H "Authorization: Bearer ${text}" ${query} http://localhost:${apiPort}/graphql`;
}

/** Builds the page if its sources changed. The npm package comes with a built page, and without the tool that builds it. */
export async function buildPage(signal: AbortSignal): Promise<void> {
  if (!existsSync(TURBO)) return;
  const build = spawn(
    TURBO,
    ['run', 'build', '--filter=@lamina/web', '--output-logs=errors-only', '--no-update-notifier'],
    // SIGTERM reaches this process only.
    { stdio: ['ignore', 'ignore', 'inherit'], signal },
  );
  const [code] = await once(build, 'exit');
  if (code !== 0) throw new AppError('INTERNAL_SERVER_ERROR', 'the page could not be built; the lines above say why');
}

/** Starts the page, and prints the addresses of page and API when both answer. */
export async function openPage({ supervisor, environment, onFailure }: Parts): Promise<void> {
  supervisor.start(
    {
      name: 'web',
      args: [createRequire(join(PLATFORM, 'package.json')).resolve('next/dist/bin/next'), 'start', '--port', String(environment.webPort)],
      cwd: join(PLATFORM, 'apps/web'),
      env: {
        LAMINA_API_PORT: String(environment.apiPort),
        LAMINA_SESSION_SECRET: readSessionSecret(environment),
        NODE_ENV: 'production',
      },
    },
    onFailure,
  );
  // A page without its API would show an error: if a build exists, the page starts faster than the API.
  await waitForPage(`http://127.0.0.1:${environment.apiPort}/readyz`);
  await waitForPage(`http://127.0.0.1:${environment.webPort}/`);
  say(`leaderboard  http://localhost:${environment.webPort}`);
  say(`GraphQL API  http://localhost:${environment.apiPort}/graphql`);
}

/** A token, and where it comes from: a file or the name of a variable. */
interface AdminToken {
  readonly token: string;
  readonly file: string;
}

/** The token for writes: LAMINA_ADMIN_TOKEN, or a token created at the first start. */
function readAdminToken({ adminToken, dataDir }: Pick<StartEnvironment, 'adminToken' | 'dataDir'>): AdminToken {
  if (adminToken !== null) return { token: adminToken, file: 'LAMINA_ADMIN_TOKEN' };
  const file = join(dataDir, 'admin-token');
  return { token: readKept(file, () => `lam_${randomBytes(24).toString('base64url')}`), file };
}

/** The secret of the page's sessions: LAMINA_SESSION_SECRET, or a secret created at the first start. */
function readSessionSecret({ sessionSecret, dataDir }: Pick<StartEnvironment, 'sessionSecret' | 'dataDir'>): string {
  return sessionSecret ?? readKept(join(dataDir, 'session-secret'), () => randomBytes(32).toString('base64url'));
}

/** A secret of this installation, in a file that only this user can read. */
function readKept(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
