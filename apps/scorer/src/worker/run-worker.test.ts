import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { programArgs } from '@lamina/bundle/program-args';
import { cancelJob, createJob, createStudy, loadMigrations, migrate, type RevisionRecord, registerModel } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { jobOf, PRUNE_MODEL, parseStudyRequest, planStudy, type StudyRequestInput } from '@lamina/jobs';
import pino from 'pino';
import { openTestQueue, type TestQueue } from '../testing/open-test-queue.ts';

const MODEL = 'lamina-llama-8';
const SMALL: StudyRequestInput = {
  calibration: 'invented-world',
  window: 64,
  windows: 8,
  strategies: ['block-influence', 'random-inner'],
  counts: [1, 2],
  seeds: [0, 1],
  benchmarks: ['country-facts'],
  limit: 20,
};
/** A migration of a version that does not exist yet. */
const NEWER = { name: '29990101000000_newer', sql: 'SELECT 1', checksum: 'newer' };
const LOSS_STRATEGIES = ['block-influence', 'leave-one-out-loss', 'greedy-loss', 'iterate', 'evolutionary'] as const;
const QUICK: StudyRequestInput = { ...SMALL, counts: [1], windows: 1 };
const LOSSES: StudyRequestInput = {
  ...QUICK,
  strategies: [...LOSS_STRATEGIES, 'random-inner'],
  protectFirst: true,
  searchPasses: 9,
};
describe('a worker', () => {
  let queue: TestQueue;
  let database: TestQueue['database'];
  let changes: TestQueue['changes'];
  let waitFor: TestQueue['waitFor'];
  let revision: RevisionRecord;
  const logLines: Readonly<Record<string, unknown>>[] = [];

  beforeAll(async () => {
    queue = await openTestQueue();
    ({ database, changes, waitFor } = queue);
    const inspection = await inspectModel(MODEL, { roots: queue.folders.modelRoots });
    const family = { slug: 'test', name: 'Test' };
    const names = { slug: MODEL, name: MODEL, family, licence: 'MIT' };
    revision = await registerModel(database, { ...names, source: 'bundled', location: MODEL, inspection });
  });
  afterAll(() => queue.close());

  const submit = (input: StudyRequestInput) => {
    const request = parseStudyRequest(input);
    return createStudy(database, { modelId: revision.modelId, request, jobs: planStudy(revision.revisionId, request) }, queue.enqueue);
  };
  const startWorker = (options: { readonly drainMs?: number } = {}) => {
    const logger = pino({ level: 'info' }, { write: (line: string) => logLines.push(JSON.parse(line)) });
    return queue.startWorker({ logger, ...options });
  };
  /** Digests of all tables but that of workers, which say when they end. */
  const readTables = async () => {
    const tables = await database.pool.query<{ name: string }>(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'Worker' ORDER BY 1`,
    );
    const digests = tables.rows.map(({ name }) =>
      database.pool.query(`SELECT '${name}' AS name, md5(string_agg(t::text, '' ORDER BY t::text)) AS digest FROM ${name} t`),
    );
    return (await Promise.all(digests)).flatMap(({ rows }) => rows);
  };
  const findJob = (id: string) => database.prisma.job.findUniqueOrThrow({ where: { id } });

  it('takes a study from its submission to compared numbers', async () => {
    const { studyId, jobIds } = await submit(SMALL);
    const worker = startWorker();
    await queue.waitForEnd(jobIds.at(-1));
    await worker.stop();
    expect(await database.prisma.study.findUniqueOrThrow({ where: { id: studyId } })).toMatchObject({ status: 'SUCCEEDED' });
    const run = await database.prisma.scoreRun.findFirstOrThrow({ where: { studyId }, include: { layerScores: true } });
    expect(run.selfCheck).toMatchObject({ version: 'self-check@1', rewriteDifference: 0, passed: true });
    expect(run.windowCount).toBe(8);
    // Influence of the block with both last states, relative magnitude, and influence of the attention and of the MLP.
    expect(run.layerScores).toHaveLength(5 * revision.blockCount);
    const prunings = await database.prisma.pruning.findMany({
      where: { studyId },
      include: { evaluations: { include: { _count: { select: { samples: true } } } } },
    });
    expect(prunings).toHaveLength(2 + 2 * 2);
    for (const { evaluations } of prunings) {
      expect(evaluations.map(({ metric }) => metric).sort()).toEqual(['acc', 'acc_norm']);
      for (const evaluation of evaluations) {
        expect(evaluation.denseId).not.toBeNull();
        expect(evaluation.retention).toBeGreaterThanOrEqual(0);
        expect(evaluation.difference).toBeCloseTo(
          (evaluation.gainedCount ?? 0) / evaluation.sampleCount - (evaluation.lostCount ?? 0) / evaluation.sampleCount,
          12,
        );
        expect(evaluation.mcNemarP).toBeGreaterThan(0);
        expect(evaluation._count.samples).toBe(evaluation.sampleCount);
      }
    }
  });

  it('measures losses and searches where a study asks for them, and chooses by its scores', async () => {
    const { studyId, jobIds } = await submit(LOSSES);
    expect(jobIds).toHaveLength(4);
    const worker = startWorker();
    await queue.waitForEnd(jobIds.at(-1));
    await worker.stop();
    const study = await database.prisma.study.findUniqueOrThrow({ where: { id: studyId }, include: { jobs: true } });
    expect(study.jobs.map(({ kind, status, errorMessage }) => [kind, status, errorMessage])).toEqual(
      study.jobs.map(({ kind }) => [kind, 'SUCCEEDED', null]),
    );
    const runs = await database.prisma.scoreRun.findMany({
      where: { studyId },
      orderBy: { id: 'asc' },
      include: { units: true, layerScores: true },
    });
    expect(runs).toHaveLength(1);
    const [first] = runs;
    const losses = first?.layerScores.filter(({ metric }) => metric === 'loss-increase@1') ?? [];
    expect(losses).toHaveLength(revision.blockCount);
    // Units add up to what is stored of each layer.
    const units = first?.units.filter(({ metric }) => metric === 'loss-increase@1') ?? [];
    for (const { layerIndex, sum } of losses)
      expect(units.reduce((total, unit) => total + (unit.sum[layerIndex] ?? 0), 0)).toBeCloseTo(sum, 9);
    // Among unprotected layers, greedy removal begins with the one whose loss alone is lowest, and iterative removal with the one of the lowest influence.
    const lowestBy = (metric: string) =>
      first?.layerScores
        .filter((layer) => layer.metric === metric && layer.layerIndex > 0)
        .toSorted((a, b) => (a.mean ?? 0) - (b.mean ?? 0))[0]?.layerIndex;
    const number = expect.any(Number);
    const layers = (block: unknown) => ({
      units: ['block'],
      order: [{ kind: 'block', block }],
      values: [number],
      seed: null,
      repair: null,
    });
    expect(first?.searches).toEqual([
      expect.objectContaining({ search: 'leave-one-out', units: ['block'] }),
      { search: 'greedy', ...layers(lowestBy('loss-increase@1')) },
      { search: 'iterate', ...layers(lowestBy('block-influence@1')) },
      { search: 'evolve', ...layers(number), seed: 0 },
    ]);
    const prunings = await database.prisma.pruning.findMany({ where: { studyId } });
    expect(prunings.map(({ strategy }) => strategy).sort()).toEqual([...LOSS_STRATEGIES, 'random-inner', 'random-inner'].sort());
    for (const { strategy, scoreRunId, changeKey, protectFirst } of prunings) {
      expect(scoreRunId).toBe(strategy === 'random-inner' ? null : first?.id);
      expect(changeKey.split('-')).not.toContain('0');
      expect(protectFirst).toBe(true);
    }
  });

  it('stops a running job between two batches when a user cancels it, and what waited for it with it', async () => {
    // Searches on the whole text take long enough to be cancelled, on any machine.
    const { studyId, jobIds } = await submit({ ...LOSSES, windows: undefined });
    const worker = startWorker();
    const [scoreId = ''] = jobIds;
    await waitFor(({ jobId, progress }) => jobId === scoreId && progress.phase === 'score' && progress.done > 0);
    await cancelJob(database, scoreId);
    await waitFor(({ jobId, type }) => jobId === scoreId && type === 'cancelled');
    await worker.stop();
    expect(await database.prisma.scoreRun.count({ where: { studyId } })).toBe(0);
    expect((await findJob(jobIds[2] ?? '')).status).toBe('CANCELLED');
    expect((await findJob(jobIds[3] ?? '')).status).toBe('CANCELLED');
    await cancelJob(database, jobIds[1] ?? '').catch(() => undefined);
  });

  it('gives its job back when it is told to stop, and the next worker ends it', async () => {
    const { jobIds } = await submit({ ...SMALL, window: 64, windows: 160 });
    const [scoreId = ''] = jobIds;
    const first = startWorker();
    await waitFor(({ jobId, progress }) => jobId === scoreId && progress.done > 0);
    await first.stop();
    expect(await findJob(scoreId)).toMatchObject({ status: 'QUEUED', attempt: 1 });
    const { checkpoint } = await database.prisma.attempt.findFirstOrThrow({ where: { jobId: scoreId } });
    const states = Object.entries(checkpoint ?? {}).filter(([key]) => key.endsWith(':state'));
    expect(states).toEqual([[expect.any(String), expect.objectContaining({ windows: expect.any(Number), seconds: expect.any(Number) })]]);
    changes.splice(0);
    const second = startWorker();
    await waitFor(({ jobId, type }) => jobId === scoreId && type === 'succeeded');
    await second.stop();
    // No window is run again: the second attempt begins after those that the first one kept.
    const [, state] = states[0] ?? [];
    const done = changes
      .filter(({ jobId, progress }) => jobId === scoreId && progress.phase === 'score')
      .map(({ progress }) => progress.done);
    expect(Math.min(...done)).toBeGreaterThan((state as { windows: number }).windows);
    expect(await database.prisma.scoreRun.findUniqueOrThrow({ where: { jobId: scoreId } })).toMatchObject({ attempt: 2 });
    for (const id of jobIds.slice(1)) await cancelJob(database, id).catch(() => undefined);
  });

  it('ends its job first where it is given the time, and takes no other', async () => {
    const { jobIds } = await submit({ ...SMALL, window: 32, windows: 64 });
    const [scoreId = '', denseId = ''] = jobIds;
    const worker = startWorker({ drainMs: 600_000 });
    await waitFor(({ jobId, progress }) => jobId === scoreId && progress.done > 0);
    await worker.stop();
    expect(await findJob(scoreId)).toMatchObject({ status: 'SUCCEEDED', attempt: 1 });
    expect(await findJob(denseId)).toMatchObject({ status: 'QUEUED', attempt: 0 });
    for (const id of jobIds.slice(1)) await cancelJob(database, id).catch(() => undefined);
  });

  it('says in each line about a job which job, which attempt, which worker and which request it is', async () => {
    const payload = {
      revisionId: revision.revisionId,
      strategies: ['explicit' as const],
      counts: [1],
      removals: [[{ kind: 'block' as const, block: 4 }]],
    };
    const job = { ...jobOf(PRUNE_MODEL, payload), requestId: 'a-request' };
    const { id: jobId } = await createJob(database, job, queue.enqueue);
    const worker = startWorker();
    await waitFor((change) => change.jobId === jobId && change.type === 'succeeded');
    await worker.stop();
    const about = logLines.filter((line) => line.jobId === jobId);
    expect(about.map(({ msg }) => msg)).toContain('job done');
    const { workerId } = await database.prisma.attempt.findFirstOrThrow({ where: { jobId } });
    for (const line of about) expect(line).toMatchObject({ attempt: 1, kind: PRUNE_MODEL.kind, workerId, requestId: 'a-request' });
  });

  it('takes over the job of a worker that was killed', async () => {
    const { jobIds } = await submit({ ...SMALL, window: 64, windows: 160 });
    const [scoreId = ''] = jobIds;
    const env = { ...readPath(), DATABASE_URL: database.url, LAMINA_DATA_DIR: queue.dataDir };
    const killed = spawn(process.execPath, programArgs('apps/scorer/src/main.ts'), { env, stdio: 'ignore' });
    await waitFor(({ jobId, progress }) => jobId === scoreId && progress.done > 0);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await findJob(scoreId)).toMatchObject({ status: 'RUNNING', attempt: 1 });
    // This is the state after half a minute of silence.
    await database.prisma.attempt.updateMany({ where: { jobId: scoreId }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
    const worker = startWorker();
    await waitFor(({ jobId, type }) => jobId === scoreId && type === 'succeeded');
    await worker.stop();
    const run = await database.prisma.scoreRun.findUniqueOrThrow({ where: { jobId: scoreId }, include: { layerScores: true } });
    expect(run).toMatchObject({ attempt: 2 });
    // Influence of the block with both last states, relative magnitude, and influence of the attention and of the MLP.
    expect(run.layerScores).toHaveLength(5 * revision.blockCount);
    for (const id of jobIds.slice(1)) await cancelJob(database, id).catch(() => undefined);
  });

  it('continues an evaluation where it was stopped: answered requests are not sent again', async () => {
    // Long enough to be stopped in the middle.
    const benchmarks = ['number-order', 'scene-ending'];
    const { jobIds } = await submit({ ...SMALL, windows: 1, benchmarks, limit: 160 });
    const denseId = jobIds[1] ?? '';
    const first = startWorker();
    await waitFor(({ jobId, progress }) => jobId === denseId && progress.phase === 'evaluate' && progress.done > 0);
    await first.stop();
    expect(await findJob(denseId)).toMatchObject({ status: 'QUEUED', attempt: 1 });
    const attempt = await database.prisma.attempt.findFirstOrThrow({ where: { jobId: denseId } });
    const [[key, answers] = ['', []]] = Object.entries((attempt.checkpoint ?? {}) as Record<string, number[]>);
    expect(answers.length).toBeGreaterThan(0);
    // Answers that no model gives: they can only come from the checkpoint.
    const marked = answers.map((value, place) => (place % 2 === 0 ? -123_456 : value));
    const checkpoint = { ...(attempt.checkpoint as object), [key]: marked };
    await database.prisma.attempt.update({ where: { id: attempt.id }, data: { checkpoint } });
    const second = startWorker();
    await waitFor(({ jobId, type }) => jobId === denseId && type === 'succeeded');
    await second.stop();
    const evaluations = await database.prisma.evaluation.findMany({
      where: { revisionId: revision.revisionId, pruningId: null, benchmark: { name: { in: benchmarks } } },
      include: { samples: true },
    });
    expect(new Set(evaluations.map(({ benchmarkId }) => benchmarkId)).size).toBe(benchmarks.length);
    const values = evaluations.flatMap(({ samples }) => samples.flatMap(({ logLikelihoods }) => logLikelihoods));
    expect(values.filter((value) => value === -123_456).length).toBeGreaterThanOrEqual(answers.length / 2);
    expect(values.some((value) => value > -123_456)).toBe(true);
    for (const id of jobIds) await cancelJob(database, id).catch(() => undefined);
  });

  it('stores nothing more once its database is migrated, and ends, with a job or idle; a worker of that version continues the job', async () => {
    const { studyId, jobIds } = await submit({ ...LOSSES, windows: 160 });
    const [scoreId = ''] = jobIds;
    for (const id of jobIds.slice(1)) await cancelJob(database, id).catch(() => undefined);
    const migrateFurther = () => migrate(database.url, { migrations: [...loadMigrations(), NEWER] });
    const isOver = { code: 'CONFLICT', message: expect.stringContaining(NEWER.name) };
    // A worker may end before the next line is reached.
    const endOf = (worker: ReturnType<typeof startWorker>) => expect(worker.ended).rejects.toMatchObject(isOver);
    const firstEnd = endOf(startWorker());
    await waitFor(({ jobId, progress }) => jobId === scoreId && progress.done > 0);
    await migrateFurther();
    const atMigration = await readTables();
    await firstEnd;
    expect(await readTables()).toEqual(atMigration);
    expect(await findJob(scoreId)).toMatchObject({ status: 'RUNNING', attempt: 1 });
    await expect(startWorker().ended).rejects.toMatchObject(isOver);
    // Without it, a worker of this process is of the version that migrated the database.
    const forgetMigration = () => database.pool.query('DELETE FROM _prisma_migrations WHERE migration_name = $1', [NEWER.name]);
    await forgetMigration();
    // This is the state after half a minute of silence.
    await database.prisma.attempt.updateMany({ where: { jobId: scoreId }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
    const nextEnd = endOf(startWorker());
    await waitFor(({ jobId, type }) => jobId === scoreId && type === 'succeeded');
    expect(await database.prisma.scoreRun.findMany({ where: { studyId } })).toMatchObject([{ attempt: 2 }]);
    await migrateFurther();
    await nextEnd;
    await forgetMigration();
  });

  it('refuses a job that names what is not there, at once and with the reason', async () => {
    const { jobIds } = await submit({ ...SMALL, calibration: 'nowhere' });
    const worker = startWorker();
    const change = await waitFor(({ jobId, type }) => jobId === jobIds[0] && type === 'failed');
    await worker.stop();
    expect(change).toMatchObject({ errorCode: 'NOT_FOUND', errorMessage: expect.stringContaining('nowhere') });
  });
});

function readPath(): NodeJS.ProcessEnv {
  // biome-ignore lint/style/noProcessEnv: the program started here finds its own programs through PATH
  return { PATH: process.env.PATH };
}
