import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  createDatabase,
  type Database,
  digestOf,
  ENDED_STATUSES,
  migrate,
  type NewSingleJob,
  registerModel,
  runToEnd,
  startEmbeddedServer,
  type Waiting,
} from '@lamina/database';
import { finish, inspectModel, type ModelInspection, resolveModel } from '@lamina/engine';
import { AppError, getAt, getEntry } from '@lamina/errors';
import { parseHubEnvironment } from '@lamina/hub';
import { type KnownJob, openJobQueue } from '@lamina/jobs';
import { enqueueBundledStudies, readScorerEnvironment } from '@lamina/scorer';
import { makePythonEnvironment } from '../test/make-python-environment.ts';
import { listCores } from './list-cores.ts';
import {
  type Chosen,
  getScoreRun,
  keepQuantizedRevision,
  listByInfluence,
  listChosen,
  listLacking,
  listUntimed,
} from './record/find-recorded.ts';
import { addFinishedStep, continueRecording, readFinishedSteps } from './record/finished-steps.ts';
import { freezeRecording } from './record/freeze-recording.ts';
import { listRecommended } from './record/list-recommended.ts';
import { RECORDED_MODELS, type RecordedModel } from './record/recorded-models.ts';
import {
  type Choosing,
  evaluateJobs,
  evaluateRepairedJob,
  listSteps,
  pruneJob,
  quantizeJob,
  RECORDED_BENCHMARKS,
  type RecordedStep,
  type ScoredText,
  SPEED,
  speedJob,
} from './record/recorded-steps.ts';

const COMMAND = 'npm run record';
const RECORDED = join(import.meta.dirname, '../models/recorded');
const POLL_MS = 1000;
/** Jobs of a recording take minutes, and many wait at once: to ask more often would take time from the workers. */
const JOB_POLL_MS = 10_000;
/** Workers that measure at once, each on its share of the cores: no worker then waits for the threads of another. */
const WORKERS = 2;

/**
 * Measures the recorded models with the same scorer as any other model, in a database of its own in the data folder, and writes models/recorded.
 * Every finished job is stored, so an interrupted recording continues; in a new data folder it continues from models/recorded. `--freeze` measures
 * nothing and writes what is stored; `--speed` measures speeds only, before.
 */
const { values } = parseArgs({ options: { freeze: { type: 'boolean', default: false }, speed: { type: 'boolean', default: false } } });
const folder = join(resolve(process.env.LAMINA_DATA_DIR || join(import.meta.dirname, '../.lamina')), 'record');
/** Benchmarks and models, as in the cache of the hub. */
const HUB = join(folder, 'hub');
/** Of the workers, and of the search for bundled models. */
const SCORER_ENVIRONMENT = {
  ...process.env,
  LAMINA_DATA_DIR: join(folder, 'data'),
  // The recording asks the same tasks on every machine, and reads texts that it fetched.
  LAMINA_TASK_DIR: '',
  LAMINA_CALIBRATION_DIR: join(folder, 'calibration'),
  LAMINA_LOG_LEVEL: 'warn',
  HF_HUB_CACHE: HUB,
  HF_HUB_OFFLINE: '1',
};
/** Under this name, finished steps say whether the bundled models are recorded. */
const BUNDLED = { name: 'bundled models', step: 'first study' } as const;

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const server = await startEmbeddedServer({ dataDir: join(folder, 'postgres') });
  const databaseUrl = server.databaseUrl();
  await migrate(databaseUrl);
  const database = createDatabase(databaseUrl);
  try {
    if (!values.freeze) await measureAll(database);
    const version = new Date().toISOString().slice(0, 16).replaceAll(/[-T:]/g, '.');
    const made = { version, commit: readCommit(), command: COMMAND, steps: readFinishedSteps(folder) };
    const { files, description } = await freezeRecording(database, { folder: RECORDED, ...made });
    process.stdout.write(`${RECORDED}: ${files.length} files, ${files.reduce((sum, { bytes }) => sum + bytes, 0)} bytes. ${description}\n`);
  } finally {
    await database.close();
    await server.stop();
  }
}

/** Runs every step that is not stored yet, on workers of its own. */
async function measureAll(database: Database): Promise<void> {
  fetchBenchmarks();
  const found = await Promise.all(RECORDED_MODELS.map(findFiles));
  await continueRecording(database, { folder, recorded: RECORDED, digests: found.map(({ inspection }) => digestOf(inspection.digests)) });
  const queue = await openJobQueue(database.url, { role: 'sender' });
  const workers: ChildProcess[] = [];
  const stopWorkers = async (): Promise<void> => {
    for (const worker of workers) worker.kill('SIGTERM');
    await Promise.all(workers.splice(0).map(ended));
  };
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    const enqueue: typeof queue.enqueue = async (...job) => {
      await queue.enqueue(...job);
      // Only speeds are enqueued while no worker runs: it begins with a speed, and no job that an interrupted recording left runs beside.
      if (workers.length === 0) workers.push(startWorker(database.url, null));
    };
    const measuring = { database, enqueue, signal: stop.signal, pollMs: JOB_POLL_MS };
    const models = await Promise.all(
      found.map(async (files, place) => ({ steps: listSteps(files.model), measure: await register(measuring, files, place) })),
    );
    if (!values.speed) {
      for (const cores of shareCores(WORKERS)) workers.push(startWorker(database.url, cores));
      await measureBundled(database, stop.signal);
      await Promise.all(models.map(({ steps, measure }) => measure(steps)));
      await stopWorkers();
    }
    // All at once, so that some speed always waits before the jobs that are left.
    await Promise.all(models.map(({ measure }) => measure([SPEED])));
  } finally {
    await stopWorkers();
    await queue.stop();
  }
}

/** Equal shares of the cores, as taskset writes them; null where there is none to give, and where taskset is not known. */
function shareCores(count: number): readonly (string | null)[] {
  const cores = process.platform === 'linux' ? listCores() : [];
  const endOf = (place: number): number => Math.floor((place * cores.length) / count);
  return Array.from({ length: count }, (_, place) => cores.slice(endOf(place), endOf(place + 1)).join() || null);
}

/** The short study of each bundled model, which the first start makes of one. */
async function measureBundled(database: Database, signal: AbortSignal): Promise<void> {
  if (readFinishedSteps(folder)[BUNDLED.name]?.includes(BUNDLED.step)) return;
  await enqueueBundledStudies(
    database,
    readScorerEnvironment({ ...SCORER_ENVIRONMENT, DATABASE_URL: database.url }).folders,
    'first of each',
  );
  const countRunning = () => database.prisma.job.count({ where: { study: { isNot: null }, status: { notIn: [...ENDED_STATUSES] } } });
  while ((await countRunning()) > 0) await delay(POLL_MS, undefined, { signal });
  const failed = await database.prisma.job.findFirst({ where: { study: { isNot: null }, status: { not: 'SUCCEEDED' } } });
  if (failed !== null) throw new AppError('RUNTIME_FAILED', `the study of a bundled model failed: ${failed.errorMessage}`);
  addFinishedStep(folder, BUNDLED.name, BUNDLED.step);
}

function readCommit(): string {
  return spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
}

/** Downloads the benchmarks with pip, once; checks their digests at every start. */
function fetchBenchmarks(): void {
  const python = join(folder, 'python');
  if (!existsSync(python)) {
    const reason = makePythonEnvironment(python, ['pyarrow==26.0.1']);
    if (reason !== null) throw new AppError('CONFIG_INVALID', `the benchmarks cannot be fetched: ${reason}`);
  }
  const args = [join(import.meta.dirname, 'record/fetch_materials.py'), folder];
  if (spawnSync(join(python, 'bin/python'), args, { stdio: 'inherit' }).status !== 0)
    throw new AppError('CONFIG_INVALID', 'the benchmarks could not be fetched; the lines above say why');
}

/** @param cores the cores on which it runs; null: all of them */
function startWorker(databaseUrl: string, cores: string | null): ChildProcess {
  const scorer = [process.execPath, '--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../apps/scorer/src/main.ts')];
  const [command = '', ...args] = [...(cores === null ? [] : ['taskset', '--cpu-list', cores]), ...scorer];
  return spawn(command, args, {
    env: { ...SCORER_ENVIRONMENT, DATABASE_URL: databaseUrl },
    stdio: 'inherit',
    // Ctrl-C reaches this process only, which then stops the workers in order.
    detached: true,
  });
}

async function ended(worker: ChildProcess): Promise<void> {
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
}

/** Measures a part of the steps of one model, and resolves when all of them are stored. */
type MeasureSteps = (steps: readonly RecordedStep[]) => Promise<void>;

/** A model whose files are here. */
interface FoundModel {
  readonly model: RecordedModel;
  readonly location: string;
  readonly inspection: ModelInspection;
}

/** Fetches the file of a model, unless it is here. Workers find it by the same name in the same cache. */
async function findFiles(model: RecordedModel): Promise<FoundModel> {
  const job = resolveModel(model.slug, { hub: { ...parseHubEnvironment(process.env, homedir()), cacheFolder: HUB, offline: false } });
  return { model, location: model.slug, inspection: await inspectModel(await finish(job)) };
}

async function register(measuring: Waiting, { model, location, inspection }: FoundModel, place: number): Promise<MeasureSteps> {
  const { database } = measuring;
  const { slug, name, family, licence, description } = model;
  const revision = await registerModel(database, { slug, name, family, licence, description, source: 'package', location, inspection });
  const { modelId, revisionId } = revision;
  const run = (job: KnownJob, { name, stage }: RecordedStep, part: string): Promise<string> =>
    runJob(measuring, {
      ...job,
      modelId,
      idempotencyKey: `recorded ${revision.digest} ${name} ${part}`,
      // Of one stage, the first model comes first.
      priority: -(stage * RECORDED_MODELS.length + place),
    });
  const runAll = async (step: RecordedStep, jobs: readonly KnownJob[]): Promise<void> => {
    await Promise.all(jobs.map((job, part) => run(job, step, `${part}`)));
  };
  const scored: Record<ScoredText, PromiseWithResolvers<string>> = {
    austen: Promise.withResolvers(),
    'wikipedia-passages': Promise.withResolvers(),
    search: Promise.withResolvers(),
    'search on wikipedia-passages': Promise.withResolvers(),
    'search with three seeds': Promise.withResolvers(),
    'search of halves': Promise.withResolvers(),
  };
  const earlier = readFinishedSteps(folder)[revision.digest] ?? [];
  const pruneOnce = runOnce();
  const measured = new Map(RECORDED_BENCHMARKS.map((name) => [name, Promise.withResolvers<void>()]));
  const choose = async (step: RecordedStep, choosing: Choosing, place: number): Promise<readonly Chosen[]> => {
    const scoreRunId = choosing.scores === null ? null : await scored[choosing.scores].promise;
    const source = { revisionId, scoreRunId };
    const chooser = step.chosenBy ?? step.name;
    if (!earlier.includes(chooser)) await pruneOnce(`${chooser} ${place}`, () => run(pruneJob(source, choosing), step, `prune ${place}`));
    return await listChosen(database, source, choosing);
  };
  // What is recommended changes with every measurement, so such a step looks again for removals without a speed.
  const measureSpeed = async (step: RecordedStep): Promise<void> => {
    const recommended = await listRecommended(model.slug, database.url, join(folder, 'data'));
    const wanted = [...(await listByInfluence(database, revisionId)), ...recommended];
    const untimed = await listUntimed(database, wanted);
    if (untimed.length > 0) await run(speedJob(revisionId, untimed), step, digestOf(untimed));
  };
  const runStep = async (step: RecordedStep): Promise<void> => {
    const { work, name } = step;
    const isFinished = earlier.includes(name);
    if (work.kind === 'score') {
      if (!isFinished) await run(work.job(revisionId), step, 'score');
      scored[work.run].resolve(await getScoreRun(database, revisionId, work.run));
    } else if (work.kind === 'dense') {
      if (!isFinished) await runAll(step, evaluateJobs(revisionId, undefined, work.benchmarks));
      for (const benchmark of work.benchmarks) getEntry(measured, benchmark).resolve();
    } else if (work.kind === 'speed') {
      await measureSpeed(step);
    } else if (isFinished) {
      return;
    } else if (work.kind === 'quantize') {
      await run(quantizeJob(revisionId, work.precision), step, 'quantize');
      const form = await keepQuantizedRevision(database, modelId, work.precision);
      const lacking = await listLacking(database, form, work.benchmarks);
      const isLacking = (place: number): boolean => lacking.includes(getAt(work.benchmarks, place));
      const jobs = evaluateJobs(form, undefined, work.benchmarks);
      await Promise.all(jobs.flatMap((job, place) => (isLacking(place) ? [run(job, step, `${place}`)] : [])));
    } else {
      const prunings = (await Promise.all(work.choices.map((choosing, place) => choose(step, choosing, place)))).flat();
      // Retention needs the whole model's results.
      await Promise.all(work.benchmarks.map((benchmark) => getEntry(measured, benchmark).promise));
      const removed = idsOf(prunings.filter(({ repair }) => repair === null));
      const repaired = idsOf(prunings.filter(({ repair }) => repair !== null));
      await runAll(step, [
        ...(removed.length === 0 ? [] : evaluateJobs(revisionId, removed, work.benchmarks)),
        ...(repaired.length === 0 ? [] : [evaluateRepairedJob(revisionId, repaired, work.benchmarks)]),
      ]);
    }
    addFinishedStep(folder, revision.digest, name);
  };
  return async (steps) => {
    await Promise.all(steps.map(runStep));
  };
}

function idsOf(chosen: readonly Chosen[]): readonly string[] {
  return chosen.map(({ id }) => id);
}

/** Runs the first job of each key; others wait for it. Two steps that choose the same solve a repair once. */
function runOnce(): (key: string, run: () => Promise<string>) => Promise<string> {
  const jobs = new Map<string, Promise<string>>();
  return (key, run) => {
    const job = jobs.get(key) ?? run();
    jobs.set(key, job);
    return job;
  };
}

/** Runs a job unless an earlier recording has finished it. Returns its id. */
async function runJob(measuring: Waiting, job: NewSingleJob & { readonly idempotencyKey: string }): Promise<string> {
  const { id, status, errorMessage, startedAt, finishedAt } = await runToEnd(measuring, job);
  if (status !== 'SUCCEEDED') throw new AppError('RUNTIME_FAILED', `${job.idempotencyKey}: ${errorMessage}`);
  const seconds = startedAt && finishedAt ? Math.round((finishedAt.getTime() - startedAt.getTime()) / 1000) : 0;
  process.stdout.write(`${new Date().toISOString()} ${job.idempotencyKey}: ${seconds} s\n`);
  return id;
}

await main();
process.exit(0);
