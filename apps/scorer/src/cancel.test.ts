import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cancelJob, createJob, registerModel } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { openTestQueue, type TestQueue } from './testing/open-test-queue.ts';

const MODEL = 'lamina-llama-12';
const LOOK_AGAIN_MS = 10;

/** Processes that this one has started, the newest last. */
function listChildren(): readonly number[] {
  return readdirSync('/proc/self/task').flatMap((task) => {
    const list = join('/proc/self/task', task, 'children');
    return existsSync(list) ? readFileSync(list, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
  });
}

describe('a job whose inference process hears nothing, as in a long call of the runtime', () => {
  let queue: TestQueue;
  let worker: ReturnType<TestQueue['startWorker']>;
  let revisionId: string;

  beforeAll(async () => {
    queue = await openTestQueue();
    const { database, folders } = queue;
    const inspection = await inspectModel(MODEL, { roots: folders.modelRoots });
    const family = { slug: 'test', name: 'Test' };
    ({ revisionId } = await registerModel(database, { slug: MODEL, name: MODEL, family, source: 'bundled', location: MODEL, inspection }));
    worker = queue.startWorker();
    // The first process tells which execution providers there are; it has ended when the worker takes jobs.
    while ((await database.prisma.worker.count()) === 0) await delay(LOOK_AGAIN_MS);
  });
  afterAll(async () => {
    await worker.stop();
    await queue.close();
  });

  // The process is stopped before it reads which job it has: one job of a model and one without stand for all kinds.
  it.each([
    ['score-model', { calibration: 'invented-world', window: 64, stride: 64, bos: 'auto' }],
    ['register-model', { reference: MODEL, slug: 'other', name: 'Other', family: null, description: null, licence: null }],
  ])('ends as soon as it is cancelled, its process with it, and leaves nothing: %s', async (kind, payload) => {
    const { database, dataDir, enqueue } = queue;
    const known = new Set(listChildren());
    const { id } = await createJob(database, { kind, version: 1, payload: { revisionId, ...payload } }, enqueue);
    let pid: number | undefined;
    while (pid === undefined) {
      await delay(LOOK_AGAIN_MS);
      pid = listChildren().find((child) => !known.has(child));
    }
    // Stopped, it is as deaf as in a native call.
    process.kill(pid, 'SIGSTOP');
    await cancelJob(database, id);
    await queue.waitFor(({ jobId, type }) => jobId === id && type === 'cancelled');
    expect(await database.prisma.job.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'CANCELLED',
      attempt: 1,
      modelId: null,
    });
    expect(listChildren()).not.toContain(pid);
    expect(existsSync(join(dataDir, 'models'))).toBe(false);
    const [runs, evaluations, prunings, models] = await Promise.all([
      database.prisma.scoreRun.count(),
      database.prisma.evaluation.count(),
      database.prisma.pruning.count(),
      database.prisma.model.count(),
    ]);
    expect({ runs, evaluations, prunings, models }).toEqual({ runs: 0, evaluations: 0, prunings: 0, models: 1 });
  });
});
