import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createJob, type JobChange, type JobEventListener, listenToJobEvents } from '@lamina/database';
import {
  EVALUATE_MODEL,
  type JobDefinition,
  type JobQueue,
  jobOf,
  openJobQueue,
  type PayloadInputOf,
  PRUNE_MODEL,
  REGISTER_MODEL,
  SCORE_MODEL,
} from '@lamina/jobs';
import pino from 'pino';
import { createTestDatabase, type TestDatabase } from '../../../packages/test-utils/src/create-test-database.ts';
import { readScorerEnvironment } from './env.ts';
import { runWorker } from './run-worker.ts';

describe('jobs without a study', () => {
  let database: TestDatabase;
  let queue: JobQueue;
  let listener: JobEventListener;
  let worker: Promise<void>;
  const stopping = new AbortController();
  const dataDir = mkdtempSync(join(tmpdir(), 'lamina-single-'));
  const seen: JobChange[] = [];
  let wake = (): void => undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
    queue = await openJobQueue(database.url, { role: 'sender' });
    listener = await listenToJobEvents(database.url, (change) => {
      seen.push(change);
      wake();
    });
    const { folders } = readScorerEnvironment({ DATABASE_URL: database.url, LAMINA_DATA_DIR: dataDir });
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

  /** Submits a job and waits for its end. */
  const run = async <Definition extends JobDefinition>(definition: Definition, payload: PayloadInputOf<Definition>) => {
    const { id } = await createJob(database, jobOf(definition, payload), queue.enqueue);
    for (;;) {
      const end = seen.find(({ jobId, type }) => jobId === id && ['succeeded', 'failed'].includes(type));
      if (end !== undefined) return database.prisma.job.findUniqueOrThrow({ where: { id }, include: { model: true } });
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const revisionId = async (): Promise<string> =>
    (await database.prisma.model.findUniqueOrThrow({ where: { slug: 'mine' } })).currentRevisionId ?? '';

  it('register a model by its folder, and refuse what is not below the model folders', async () => {
    const names = { slug: 'mine', name: 'Mine', family: null, description: 'A model.', licence: null };
    const job = await run(REGISTER_MODEL, { ...names, reference: 'lamina-llama-12' });
    expect(job).toMatchObject({ status: 'SUCCEEDED', model: { slug: 'mine', name: 'Mine', source: 'folder' } });
    const revision = await database.prisma.modelRevision.findUniqueOrThrow({
      where: { id: await revisionId() },
      include: { layers: true },
    });
    expect(revision).toMatchObject({ architecture: 'llama', blockCount: 12, location: 'lamina-llama-12' });
    expect(revision.layers).toHaveLength(12);
    for (const reference of ['/etc', '../lamina-llama-12', 'nothing-here'])
      expect(await run(REGISTER_MODEL, { ...names, slug: 'other', reference })).toMatchObject({ status: 'FAILED', errorCode: 'NOT_FOUND' });
  });

  it('score, prune by strategies and by lists, and evaluate named prunings against the dense model', async () => {
    const revision = { revisionId: await revisionId() };
    const cut = { window: 64, stride: 64, windows: 4, bos: 'auto' } as const;
    const explicit = { strategies: ['explicit'], counts: [2], seeds: [0], removals: [[5, 3]] };
    // A list needs no scores.
    const first = await run(PRUNE_MODEL, { ...revision, ...explicit });
    expect(first.status).toBe('SUCCEEDED');
    const scored = await run(SCORE_MODEL, { ...revision, calibration: 'invented-world', ...cut });
    const { id: scoreRunId } = await database.prisma.scoreRun.findUniqueOrThrow({ where: { jobId: scored.id } });
    const pruned = await run(PRUNE_MODEL, { ...revision, strategies: ['block-influence'], counts: [1], seeds: [0], scoreRunId });
    const prunings = await database.prisma.pruning.findMany({ orderBy: { id: 'asc' } });
    expect(prunings).toMatchObject([
      { jobId: first.id, strategy: 'explicit', removed: [3, 5], order: [5, 3], scoreRunId: null },
      { jobId: pruned.id, strategy: 'block-influence', removedCount: 1, scoreRunId },
    ]);
    const [{ id: pruningId = '' } = {}] = prunings;
    const evaluated = await run(EVALUATE_MODEL, {
      ...revision,
      subject: 'prunings',
      benchmarks: ['country-facts'],
      pruningIds: [pruningId],
    });
    const evaluations = await database.prisma.evaluation.findMany({
      where: { jobId: evaluated.id, metric: 'acc' },
      orderBy: { id: 'asc' },
    });
    expect(evaluations).toMatchObject([{ pruningId: null }, { pruningId, denseId: evaluations[0]?.id }]);
    expect(evaluations[1]?.retention).toBeGreaterThan(0);
  });

  it('evaluate with another beginning of texts, or fewer documents, in a lane of their own', async () => {
    const job = await run(EVALUATE_MODEL, {
      ...{ revisionId: await revisionId(), subject: 'dense', benchmarks: ['country-facts'] },
      ...{ limit: 8, bos: 'always' },
    });
    expect(job.status).toBe('SUCCEEDED');
    const [evaluation] = await database.prisma.evaluation.findMany({ where: { jobId: job.id, metric: 'acc' } });
    expect(evaluation).toMatchObject({
      lane: 'log-likelihood · 0-shot · the first 8 documents · bos always · cpu',
      comparability: { bos: 'always' },
    });
  });
});
