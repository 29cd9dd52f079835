import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  cancelJob,
  createStudy,
  type JobChange,
  type JobEventListener,
  listenToJobEvents,
  type RevisionRecord,
  registerModel,
} from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { type JobQueue, openJobQueue, parseStudyRequest, planStudy, type StudyRequestInput } from '@lamina/jobs';
import pino from 'pino';
import { createTestDatabase, type TestDatabase } from '../../../packages/test-utils/src/create-test-database.ts';
import { readScorerEnvironment } from './env.ts';
import { runWorker } from './run-worker.ts';

const MODEL = 'lamina-llama-12';
const SMALL: StudyRequestInput = {
  calibration: 'invented-world',
  window: 64,
  windows: 8,
  strategies: ['block-influence', 'random-inner'],
  counts: [1, 2],
  seeds: [0, 1],
  benchmarks: ['country-facts'],
};

describe('a worker', () => {
  let database: TestDatabase;
  let queue: JobQueue;
  let listener: JobEventListener;
  let revision: RevisionRecord;
  let dataDir: string;
  const seen: JobChange[] = [];
  let wake = (): void => undefined;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'lamina-worker-'));
    database = await createTestDatabase();
    queue = await openJobQueue(database.url, { role: 'sender' });
    listener = await listenToJobEvents(database.url, (change) => {
      seen.push(change);
      wake();
    });
    const { folders } = readScorerEnvironment({ DATABASE_URL: database.url });
    const inspection = await inspectModel(MODEL, { roots: folders.modelRoots });
    const family = { slug: 'test', name: 'Test' };
    revision = await registerModel(database, { slug: MODEL, name: MODEL, family, source: 'bundled', location: MODEL, inspection });
  });
  afterAll(async () => {
    await listener.stop();
    await queue.stop();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const submit = (input: StudyRequestInput) => {
    const request = parseStudyRequest(input);
    return createStudy(database, { modelId: revision.modelId, request, jobs: planStudy(revision.revisionId, request) }, queue.enqueue);
  };
  const waitFor = async (isAwaited: (change: JobChange) => boolean): Promise<JobChange> => {
    for (;;) {
      const found = seen.find(isAwaited);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const startWorker = () => {
    const stopping = new AbortController();
    const { folders } = readScorerEnvironment({ DATABASE_URL: database.url, LAMINA_DATA_DIR: dataDir });
    const ended = runWorker({
      databaseUrl: database.url,
      folders,
      session: {},
      logger: pino({ level: 'silent' }),
      signal: stopping.signal,
    });
    return {
      async stop() {
        stopping.abort();
        await ended;
      },
    };
  };
  const findJob = (id: string) => database.prisma.job.findUniqueOrThrow({ where: { id } });

  it('takes a study from its submission to compared numbers', async () => {
    const { studyId, jobIds } = await submit(SMALL);
    const worker = startWorker();
    await waitFor(({ jobId, type }) => jobId === jobIds.at(-1) && ['succeeded', 'failed', 'cancelled'].includes(type));
    await worker.stop();
    expect(await database.prisma.study.findUniqueOrThrow({ where: { id: studyId } })).toMatchObject({ status: 'SUCCEEDED' });
    const run = await database.prisma.scoreRun.findFirstOrThrow({ where: { studyId }, include: { layerScores: true } });
    expect(run.selfCheck).toMatchObject({ version: 'self-check@1', rewriteDifference: 0, passed: true });
    expect(run.windowCount).toBe(8);
    expect(run.layerScores).toHaveLength(3 * revision.blockCount);
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
        expect(evaluation._count.samples).toBe(evaluation.sampleCount);
      }
    }
  });

  it('stops a running job between two batches when a user cancels it, and what waited for it with it', async () => {
    const { studyId, jobIds } = await submit({ ...SMALL, window: 256, windows: null });
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
    const second = startWorker();
    await waitFor(({ jobId, type }) => jobId === scoreId && type === 'succeeded');
    await second.stop();
    expect(await database.prisma.scoreRun.findUniqueOrThrow({ where: { jobId: scoreId } })).toMatchObject({ attempt: 2 });
    for (const id of jobIds.slice(1)) await cancelJob(database, id).catch(() => undefined);
  });

  it('takes over the job of a worker that was killed', async () => {
    const { jobIds } = await submit({ ...SMALL, window: 64, windows: 160 });
    const [scoreId = ''] = jobIds;
    const env = { ...readPath(), DATABASE_URL: database.url, LAMINA_DATA_DIR: dataDir };
    const killed = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { env, stdio: 'ignore' });
    await waitFor(({ jobId, progress }) => jobId === scoreId && progress.done > 0);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await findJob(scoreId)).toMatchObject({ status: 'RUNNING', attempt: 1 });
    // What half a minute of silence looks like.
    await database.prisma.attempt.updateMany({ where: { jobId: scoreId }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
    const worker = startWorker();
    await waitFor(({ jobId, type }) => jobId === scoreId && type === 'succeeded');
    await worker.stop();
    const run = await database.prisma.scoreRun.findUniqueOrThrow({ where: { jobId: scoreId }, include: { layerScores: true } });
    expect(run).toMatchObject({ attempt: 2 });
    expect(run.layerScores).toHaveLength(3 * revision.blockCount);
    for (const id of jobIds.slice(1)) await cancelJob(database, id).catch(() => undefined);
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
