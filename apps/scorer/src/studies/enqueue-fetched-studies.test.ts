import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cancelJob } from '@lamina/database';
import type { StudyRequestInput } from '@lamina/jobs';
import { readHubFolder, startTestHub, type TestHub } from '@lamina/test-utils/hub';
import { openTestQueue, type TestQueue } from '../testing/open-test-queue.ts';
import { FETCHED_STUDIES } from './bundled-studies.ts';
import { enqueueFetchedStudies } from './enqueue-fetched-studies.ts';

/** The studies of fetched models with a bundled text and a bundled benchmark, which need no download. */
const STUDIES: readonly StudyRequestInput[] = FETCHED_STUDIES.map((study) => ({
  ...study,
  calibration: 'invented-world',
  window: 32,
  windows: 4,
  strategies: ['block-influence'],
  counts: [1],
  units: [['block']],
  repairs: [],
  benchmarks: ['country-facts'],
  limit: 10,
  efficiency: false,
}));

describe('a model of the hub that is fetched', () => {
  let hub: TestHub;
  let queue: TestQueue;
  let worker: ReturnType<TestQueue['startWorker']>;
  const { signal } = new AbortController();

  beforeAll(async () => {
    hub = await startTestHub({ models: { 'Lab/Tiny-1M': readHubFolder(join(import.meta.dirname, '../../fixtures/llama-safetensors')) } });
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
      expect(await enqueueFetchedStudies(database, 'Lab/Tiny-1M', { studies: STUDIES, signal })).toBe('tiny-1m');
    const list = () =>
      database.prisma.study.findMany({ include: { jobs: { orderBy: { id: 'asc' } }, model: true }, orderBy: { id: 'asc' } });
    const own = await list();
    expect(own.map(({ model }) => model.slug)).toEqual(['tiny-1m', 'tiny-1m']);
    for (const { jobs } of own) await queue.waitForEnd(jobs.at(-1)?.id);
    // A form is studied with the priority of the study that made it.
    const [, , ...forms] = await list();
    expect(forms.map(({ model, jobs }) => [model.slug, new Set(jobs.map(({ priority }) => priority))])).toEqual([
      ['tiny-1m-int8', new Set([-1])],
      ['tiny-1m-int4', new Set([-1])],
    ]);
    expect((await list()).slice(0, 2).map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    // The next test waits for its own job.
    for (const { id } of forms.flatMap(({ jobs }) => jobs)) await cancelJob(database, id).catch(() => undefined);
  });

  it('is refused with the reason of its job where the hub does not have it', async () => {
    const fetching = enqueueFetchedStudies(queue.database, 'lab/none', { studies: STUDIES, signal });
    await expect(fetching).rejects.toMatchObject({ code: 'RUNTIME_FAILED', message: expect.stringContaining('lab/none') });
  });
});
