import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cancelJob, createJob, registerModel } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { pino } from 'pino';
import { openTestQueue, type TestQueue } from './testing/open-test-queue.ts';

const MODEL = 'lamina-llama-12';

/** The next process that this one starts, once it runs. */
async function nextChild(): Promise<ChildProcess> {
  const child = await new Promise<ChildProcess>((resolve) => {
    const take = (message: unknown): void => {
      unsubscribe('child_process', take);
      resolve((message as { readonly process: ChildProcess }).process);
    };
    subscribe('child_process', take);
  });
  await once(child, 'spawn');
  return child;
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
    // The first process tells which execution providers there are; it has ended when the worker says that it is ready.
    const log = new PassThrough();
    worker = queue.startWorker({ logger: pino(log) });
    for await (const line of log) if (String(line).includes('worker ready')) break;
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
    const started = nextChild();
    const { id } = await createJob(database, { kind, version: 1, payload: { revisionId, ...payload } }, enqueue);
    const child = await started;
    const ended = once(child, 'exit');
    // Stopped, it is as deaf as in a native call.
    child.kill('SIGSTOP');
    await cancelJob(database, id);
    await queue.waitFor(({ jobId, type }) => jobId === id && type === 'cancelled');
    expect(await database.prisma.job.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'CANCELLED',
      attempt: 1,
      modelId: null,
    });
    expect(await ended).toEqual([null, 'SIGKILL']);
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
