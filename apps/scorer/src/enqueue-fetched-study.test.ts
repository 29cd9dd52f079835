import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StudyRequestInput } from '@lamina/jobs';
import { readHubFolder, startTestHub, type TestHub } from '@lamina/test-utils/hub';
import { FETCHED_STUDY } from './bundled-studies.ts';
import { enqueueFetchedStudy } from './enqueue-fetched-study.ts';
import { openTestQueue, type TestQueue } from './testing/open-test-queue.ts';

/** The study of fetched models with a bundled text and a bundled benchmark, which need no download. */
const STUDY: StudyRequestInput = {
  ...FETCHED_STUDY,
  calibration: 'invented-world',
  window: 32,
  windows: 4,
  strategies: ['block-influence'],
  counts: [1],
  units: [['block'], ['mlp']],
  benchmarks: ['country-facts'],
  limit: 10,
};

describe('a model of the hub that is fetched', () => {
  let hub: TestHub;
  let queue: TestQueue;
  let worker: ReturnType<TestQueue['startWorker']>;
  const { signal } = new AbortController();

  beforeAll(async () => {
    hub = await startTestHub({ models: { 'Lab/Tiny-1M': readHubFolder(join(import.meta.dirname, '../fixtures/llama-safetensors')) } });
    queue = await openTestQueue({ hub: hub.endpoint });
    worker = queue.startWorker();
  });
  afterAll(async () => {
    await worker.stop();
    await queue.close();
    await hub.close();
  });

  it('is downloaded, registered and measured once, however often it is asked for', async () => {
    const { database } = queue;
    for (const _time of ['first', 'second'])
      expect(await enqueueFetchedStudy(database, 'Lab/Tiny-1M', { study: STUDY, signal })).toBe('tiny-1m');
    const [study, ...others] = await database.prisma.study.findMany({ include: { jobs: { orderBy: { id: 'asc' } }, model: true } });
    expect(others).toEqual([]);
    expect(study?.model).toMatchObject({ slug: 'tiny-1m' });
    await queue.waitForEnd(study?.jobs.at(-1)?.id);
    expect(await database.prisma.study.findUniqueOrThrow({ where: { id: study?.id ?? '' } })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await database.prisma.efficiency.count()).toBeGreaterThan(0);
  });

  it('is refused with the reason of its job where the hub does not have it', async () => {
    const fetching = enqueueFetchedStudy(queue.database, 'lab/none', { study: STUDY, signal });
    await expect(fetching).rejects.toMatchObject({ code: 'RUNTIME_FAILED', message: expect.stringContaining('lab/none') });
  });
});
