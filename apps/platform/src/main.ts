import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase, type EmbeddedServer, migrate, startEmbeddedServer } from '@lamina/database';
import { AppError, messageOf } from '@lamina/errors';
import { readStartEnvironment } from './env.ts';
import { say } from './say.ts';
import { showJobs } from './show-jobs.ts';
import { buildPage, openPage, type Parts, scorerVariables, startApi, startScorer } from './start-parts.ts';
import { storePublished, storeRecording } from './store-recording.ts';
import { Supervisor } from './supervisor.ts';

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
    const databaseUrl = server === null ? environment.databaseUrl : server.databaseUrl();
    if (databaseUrl === null) throw new Error('neither DATABASE_URL nor the embedded server names a database');
    say(server ? `PostgreSQL is up on port ${server.port}` : 'using the PostgreSQL of DATABASE_URL');
    await migrate(databaseUrl);
    const parts: Parts = { supervisor, environment, databaseUrl, onFailure: failure.reject };
    // It loads while the recording is stored: nobody asks it before the page is open.
    startApi(parts);
    const published = storePublished(databaseUrl);
    // Awaited below, unless another part fails before.
    published.catch(() => undefined);
    const place = { databaseUrl, dataDir: environment.dataDir };
    const recording = environment.recording === null ? null : storeRecording(place, environment.recording, stopping.signal);
    const jobs = await showJobs(databaseUrl, say);
    const aborted = once(stopping.signal, 'abort');
    await Promise.race([aborted, failure.promise, Promise.all([built, published, recording?.results])]);
    if (!stopping.signal.aborted) await Promise.race([aborted, failure.promise, openPage(parts)]);
    recording?.storeAnswers();
    await Promise.race([aborted, failure.promise, recording?.stored]);
    if (!stopping.signal.aborted) {
      startScorer(parts);
      void queueBundled(databaseUrl, scorerVariables(parts), measureAll).catch(parts.onFailure);
      void queueFetched(databaseUrl, fetched, stopping.signal);
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

/** @throws AppError PORT_IN_USE; the message names the port and the variable that changes it. */
async function requireFreePort(variable: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port);
    await once(probe, 'listening');
  } catch (cause) {
    throw new AppError('PORT_IN_USE', `port ${port} is in use by another program; stop it, or set ${variable} to a free port`, { cause });
  }
  probe.close();
  await once(probe, 'close');
}

// @lamina/scorer is loaded when the page is open: until then every core is busy.

/** Queues a study of one bundled model, or of all of them. */
async function queueBundled(databaseUrl: string, scorerEnvironment: Readonly<Record<string, string>>, measureAll: boolean): Promise<void> {
  const { enqueueBundledStudies, readScorerEnvironment } = await import('@lamina/scorer');
  const database = createDatabase(databaseUrl);
  try {
    const queued = await enqueueBundledStudies(database, readScorerEnvironment(scorerEnvironment).folders, measureAll ? 'all' : 'first');
    if (queued > 0)
      say(measureAll ? 'all bundled models are queued for measurement' : 'one bundled model is measured now; --measure-all measures all');
  } finally {
    await database.close();
  }
}

/** Queues a study of each model when it is downloaded. If one cannot be downloaded, a message says so and everything else continues. */
async function queueFetched(databaseUrl: string, references: readonly string[], signal: AbortSignal): Promise<void> {
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
