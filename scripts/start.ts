import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  attachPackagedFiles,
  createDatabase,
  type EmbeddedServer,
  importPublishedLayers,
  importRecording,
  migrate,
  startEmbeddedServer,
} from '@lamina/database';
import { AppError, messageOf } from '@lamina/errors';
import { PACKAGED_MODELS } from '@lamina/hub';
import { readAdminToken } from './admin-token.ts';
import { readStartEnvironment, type StartEnvironment } from './env.ts';
import { locatePlatform } from './locate-platform.ts';
import { readKeptSecret } from './read-kept-secret.ts';
import { requireFreePort } from './require-free-port.ts';
import { showJobs } from './show-jobs.ts';
import { Supervisor } from './supervise.ts';
import { waitForPage } from './wait-for-page.ts';

const PLATFORM = locatePlatform();
const TURBO = join(PLATFORM, 'node_modules/.bin/turbo');
// Sources run as TypeScript, the npm package as JavaScript.
const EXTENSION = extname(import.meta.filename);

/** Measured by `--fetch` alone: small, and open to everybody. */
const DEFAULT_MODELS = ['HuggingFaceTB/SmolLM2-135M-Instruct'];

/**
 * Starts all parts of Lamina on one machine: database, API, scorer and page. Stores the recorded measurements of real models, then queues a short study of
 * one bundled model if it has none; `--measure-all` queues all studies of all bundled models. `--fetch [org/name …]` also downloads models of the hub and
 * measures them. Stops everything that it started on Ctrl-C, on SIGTERM, and when one part fails. It is `npm start` in the repository, and `lamina serve` everywhere.
 */
async function main(): Promise<void> {
  const environment = readStartEnvironment();
  const { fetched, measureAll } = readOptions();
  mkdirSync(environment.dataDir, { recursive: true });
  for (const [name, port] of [
    ['LAMINA_API_PORT', environment.apiPort],
    ['LAMINA_WEB_PORT', environment.webPort],
  ] as const)
    await requireFreePort(name, port);
  const supervisor = new Supervisor(join(environment.dataDir, 'logs'));
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  const parent = process.ppid;
  // The parent process is gone, so nobody can press Ctrl-C.
  setInterval(() => process.ppid === parent || stopping.abort(), 500);
  let server: EmbeddedServer | null = null;
  // The build is the longest part of a first start, so it begins first.
  const built = buildPage(stopping.signal);
  built.catch(() => undefined);
  try {
    const failure = Promise.withResolvers<never>();
    // A part may fail while the recording is stored. Then the wait below ends at once.
    failure.promise.catch(() => undefined);
    server = environment.databaseUrl === null ? await startEmbeddedServer({ dataDir: join(environment.dataDir, 'postgres') }) : null;
    const databaseUrl = environment.databaseUrl ?? server?.databaseUrl() ?? '';
    say(server ? `PostgreSQL is up on port ${server.port}` : 'using the PostgreSQL of DATABASE_URL');
    await migrate(databaseUrl);
    const parts: Parts = { supervisor, environment, databaseUrl, onFailure: failure.reject };
    // It loads while the recording is stored: nobody asks it before the page is open.
    startApi(parts);
    const published = storePublished(databaseUrl);
    // Awaited below, unless another part fails before.
    published.catch(() => undefined);
    const recording = environment.recording === null ? null : bringRecording(databaseUrl, environment.recording, stopping.signal);
    const jobs = await showJobs(databaseUrl, say);
    const aborted = once(stopping.signal, 'abort');
    await Promise.race([aborted, failure.promise, Promise.all([built, published, recording?.results])]);
    if (!stopping.signal.aborted) await Promise.race([aborted, failure.promise, openPage(parts)]);
    recording?.storeAnswers();
    await Promise.race([aborted, failure.promise, recording?.stored]);
    if (!stopping.signal.aborted) {
      startScorer(parts, measureAll);
      void fetchModels(databaseUrl, fetched, stopping.signal);
    }
    await Promise.race([aborted, failure.promise]);
    await jobs.stop();
  } finally {
    say('stopping');
    stopping.abort();
    await supervisor.stop();
    await server?.stop();
  }
}

/** The models of the hub that the command names or fetches by default, and whether all bundled models are measured. @throws AppError BAD_USER_INPUT for other arguments. */
function readOptions(): { readonly fetched: readonly string[]; readonly measureAll: boolean } {
  const { values, positionals } = parseOptions();
  if (positionals.length > 0 && !values.fetch)
    throw new AppError('BAD_USER_INPUT', `"${positionals.join(' ')}" is not known; models of the hub follow --fetch`);
  const fetched = values.fetch && positionals.length === 0 ? DEFAULT_MODELS : positionals;
  return { fetched, measureAll: values['measure-all'] };
}

function parseOptions() {
  try {
    const options = { fetch: { type: 'boolean', default: false }, 'measure-all': { type: 'boolean', default: false } } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new AppError('BAD_USER_INPUT', `${messageOf(error)}; the options are --measure-all and --fetch [org/name …]`);
  }
}

/** Queues a study of each model when it is downloaded. If one cannot be downloaded, a message says so and everything else continues. */
async function fetchModels(databaseUrl: string, references: readonly string[], signal: AbortSignal): Promise<void> {
  if (references.length === 0) return;
  const { enqueueFetchedStudies, FETCHED_STUDIES } = await import('@lamina/scorer');
  const database = createDatabase(databaseUrl);
  const fetchOne = async (reference: string): Promise<void> => {
    try {
      const slug = await enqueueFetchedStudies(database, reference, { studies: FETCHED_STUDIES, signal });
      say(`${slug} is queued for measurement`);
    } catch (error) {
      if (!signal.aborted) say(error instanceof AppError ? `${error.code}: ${error.message}` : String(error));
    }
  };
  await Promise.all(references.map(fetchOne));
  await database.close();
}

/** Stores the numbers that other people published of layers, at the first start. */
async function storePublished(databaseUrl: string): Promise<void> {
  const database = createDatabase(databaseUrl);
  try {
    await importPublishedLayers(database, join(PLATFORM, 'models/published/layers'));
  } finally {
    await database.close();
  }
}

/** A recording that is being stored. */
interface RecordingInProgress {
  /** Resolves when the page can show the results. */
  readonly results: Promise<void>;
  /** Lets the answers to single documents follow. Until then, the page is built and opened, and every core is busy. */
  readonly storeAnswers: () => void;
  /** Resolves when everything is stored. */
  readonly stored: Promise<void>;
}

/** Stores the recorded measurements at the first start, so that the page shows real models at once. Workers fetch the models' files when needed. */
function bringRecording(databaseUrl: string, folder: string, signal: AbortSignal): RecordingInProgress {
  const [results, isOpen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  signal.addEventListener('abort', () => isOpen.reject(signal.reason));
  const store = async (): Promise<void> => {
    const database = createDatabase(databaseUrl);
    try {
      await importRecording(database, folder, async ({ facts, isNew }) => {
        await attachPackagedFiles(database, PACKAGED_MODELS);
        if (isNew)
          say(`${facts.title}: recorded on ${facts.recordedAt.slice(0, 10)}, ${facts.device}; measure again with: ${facts.command}`);
        results.resolve();
        await isOpen.promise;
      });
    } finally {
      await database.close();
    }
  };
  const stored = store();
  stored.catch(results.reject);
  for (const promise of [results.promise, isOpen.promise]) promise.catch(() => undefined);
  return { results: results.promise, storeAnswers: isOpen.resolve, stored };
}

/** What the parts share. */
interface Parts {
  readonly supervisor: Supervisor;
  readonly environment: StartEnvironment;
  readonly databaseUrl: string;
  readonly onFailure: (error: AppError) => void;
}

function startApi({ supervisor, environment, databaseUrl, onFailure }: Parts): void {
  const adminToken = readAdminToken(environment);
  supervisor.start(
    {
      name: 'api',
      args: [join(PLATFORM, `apps/api/src/main${EXTENSION}`)],
      env: {
        DATABASE_URL: databaseUrl,
        LAMINA_DATA_DIR: environment.dataDir,
        LAMINA_ADMIN_TOKEN: adminToken.token,
        LAMINA_API_PORT: String(environment.apiPort),
        LAMINA_WEB_PORT: String(environment.webPort),
        // Its compiler gives every source a new name at each start, so nothing stored would be found again.
        NODE_DISABLE_COMPILE_CACHE: '1',
      },
    },
    onFailure,
  );
  say('writes need a token. This asks who holds the administrator’s; the mutation createApiToken makes narrower ones:');
  process.stdout.write(`${describeToken(adminToken.file, environment.apiPort)}\n`);
}

/** Starts the scorer once the page is open: it keeps every core busy, and the page can show the recorded models meanwhile. */
function startScorer({ supervisor, environment, databaseUrl, onFailure }: Parts, measureAll: boolean): void {
  const env = { DATABASE_URL: databaseUrl, LAMINA_DATA_DIR: environment.dataDir };
  supervisor.start({ name: 'scorer', args: [join(import.meta.dirname, `../apps/scorer/src/main${EXTENSION}`)], env }, onFailure);
  void submitBundled(databaseUrl, env, measureAll).catch(onFailure);
}

/** A command that uses the administrator's token; the token itself does not appear in terminals and logs. */
function describeToken(file: string, apiPort: number): string {
  const text = file === 'LAMINA_ADMIN_TOKEN' ? '$LAMINA_ADMIN_TOKEN' : `$(cat '${file.replaceAll("'", `'\\''`)}')`;
  const query = `-H 'content-type: application/json' -d '{"query":"{ viewer { name scopes } }"}'`;
  return `curl -s -H "Authorization: Bearer ${text}" ${query} http://localhost:${apiPort}/graphql`;
}

async function submitBundled(databaseUrl: string, scorerEnvironment: Readonly<Record<string, string>>, all: boolean): Promise<void> {
  // Loaded when the page is open: until then every core is busy.
  const { enqueueBundledStudies, readScorerEnvironment } = await import('@lamina/scorer');
  const database = createDatabase(databaseUrl);
  try {
    const queued = await enqueueBundledStudies(database, readScorerEnvironment(scorerEnvironment).folders, all ? 'all' : 'first');
    if (queued > 0)
      say(all ? `all bundled models are queued for measurement` : 'one bundled model is measured now; --measure-all measures all');
  } finally {
    await database.close();
  }
}

/** Builds the page if its sources changed. The npm package comes with a built page, and without the tool that builds it. */
async function buildPage(signal: AbortSignal): Promise<void> {
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
async function openPage({ supervisor, environment, onFailure }: Parts): Promise<void> {
  supervisor.start(
    {
      name: 'web',
      args: [createRequire(join(PLATFORM, 'package.json')).resolve('next/dist/bin/next'), 'start', '--port', String(environment.webPort)],
      cwd: join(PLATFORM, 'apps/web'),
      env: {
        LAMINA_API_PORT: String(environment.apiPort),
        LAMINA_SESSION_SECRET:
          environment.sessionSecret ??
          readKeptSecret(join(environment.dataDir, 'session-secret'), () => randomBytes(32).toString('base64url')),
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

function say(line: string): void {
  process.stdout.write(`lamina: ${line}\n`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const text =
    error instanceof AppError
      ? `${error.code}: ${error.message}`
      : `INTERNAL_SERVER_ERROR: ${error instanceof Error ? error.stack : String(error)}`;
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
