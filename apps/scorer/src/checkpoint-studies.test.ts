import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createJob, createStudy, type JobChange, type JobEventListener, listenToJobEvents } from '@lamina/database';
import { type JobQueue, jobOf, openJobQueue, parseStudyRequest, planStudy, REGISTER_MODEL, type StudyRequestInput } from '@lamina/jobs';
import pino from 'pino';
import { createTestDatabase, type TestDatabase } from '../../../packages/test-utils/src/create-test-database.ts';
import { readScorerEnvironment } from './env.ts';
import { runWorker } from './run-worker.ts';

const STUDY: StudyRequestInput = {
  calibration: 'invented-world',
  window: 32,
  windows: 4,
  strategies: ['block-influence'],
  counts: [1],
  benchmarks: ['country-facts'],
};
const BLOCKS = 4;

describe('a study of a checkpoint', () => {
  let database: TestDatabase;
  let queue: JobQueue;
  let listener: JobEventListener;
  let worker: Promise<void>;
  const stopping = new AbortController();
  const dataDir = mkdtempSync(join(tmpdir(), 'lamina-checkpoints-'));
  const seen: JobChange[] = [];
  let wake = (): void => undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
    queue = await openJobQueue(database.url, { role: 'sender' });
    listener = await listenToJobEvents(database.url, (change) => {
      seen.push(change);
      wake();
    });
    const { folders } = readScorerEnvironment({
      DATABASE_URL: database.url,
      LAMINA_DATA_DIR: dataDir,
      LAMINA_MODEL_DIRS: join(import.meta.dirname, '../fixtures'),
    });
    const logger = pino({ level: 'silent' });
    worker = runWorker({ databaseUrl: database.url, folders, session: {}, efficiencySeconds: 1, logger, signal: stopping.signal });
  });
  afterAll(async () => {
    stopping.abort();
    await worker;
    await listener.stop();
    await queue.stop();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const waitForEnd = async (id: string | undefined): Promise<void> => {
    while (!seen.some(({ jobId, type }) => jobId === id && ['succeeded', 'failed', 'cancelled'].includes(type)))
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  const register = async (reference: string, slug: string) => {
    const payload = { reference, slug, name: slug, family: null, description: null, licence: null };
    const { id } = await createJob(database, jobOf(REGISTER_MODEL, payload), queue.enqueue);
    await waitForEnd(id);
    const { errorMessage } = await database.prisma.job.findUniqueOrThrow({ where: { id } });
    expect(errorMessage).toBeNull();
    return await database.prisma.modelRevision.findFirstOrThrow({ where: { model: { slug } } });
  };

  it.each([
    { reference: 'llama-safetensors', format: 'safetensors', batches: [], files: ['config.json', 'model.safetensors', 'tokenizer.json'] },
    { reference: 'llama-f16.gguf', format: 'gguf', batches: [1, 8], files: ['llama-f16.gguf'] },
  ])(
    'in $format goes from its registration to compared numbers, and its prunings are of the same format',
    async ({ reference, format, batches, files }) => {
      const { id: revisionId, modelId, ...revision } = await register(reference, `tiny-${format}`);
      expect(revision).toMatchObject({ format, architecture: 'llama', blockCount: BLOCKS });
      const request = parseStudyRequest({ ...STUDY, efficiency: batches.length > 0 });
      const { studyId, jobIds } = await createStudy(database, { modelId, request, jobs: planStudy(revisionId, request) }, queue.enqueue);
      for (const id of jobIds) await waitForEnd(id);
      const jobs = await database.prisma.job.findMany({ where: { studyId } });
      expect(jobs.map(({ kind, status, errorMessage }) => [kind, status, errorMessage])).toEqual(
        jobs.map(({ kind }) => [kind, 'SUCCEEDED', null]),
      );
      const [pruning] = await database.prisma.pruning.findMany({ where: { studyId }, include: { evaluations: true, efficiencies: true } });
      expect(pruning?.plan).toMatchObject({ certificate: { passed: true } });
      const folder = join(dataDir, 'models', pruning?.artefactPath ?? '');
      for (const file of files) expect([file, existsSync(join(folder, file))]).toEqual([file, true]);
      expect(JSON.parse(readFileSync(join(folder, 'prune-plan.json'), 'utf8'))).toMatchObject({ removed: pruning?.removed });
      expect(pruning?.evaluations.map(({ metric }) => metric).sort()).toEqual(['acc', 'acc_norm']);
      for (const { denseId } of pruning?.evaluations ?? []) expect(denseId).not.toBeNull();
      expect(pruning?.efficiencies.map(({ batch }) => batch).sort()).toEqual(batches);
    },
    600_000,
  );
});
