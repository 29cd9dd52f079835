import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeGlobalId } from '../../data/global-id.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const OUTLOOK = `query ($id: ID!) { job(id: $id) { outlook {
  hold position elapsedSeconds expectedSeconds expectedInterval { low high } comparableCount isSameModel } } }`;

interface Reply {
  readonly job: {
    readonly outlook: {
      readonly hold: string | null;
      readonly position: number | null;
      readonly elapsedSeconds: number | null;
      readonly expectedSeconds: number | null;
      readonly expectedInterval: { readonly low: number; readonly high: number } | null;
      readonly comparableCount: number;
      readonly isSameModel: boolean;
    } | null;
  };
}

const SCORE = 'score-model';

describe('the outlook of a job', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const ask = async (key: string) => (await api.query<Reply>(OUTLOOK, { id: encodeGlobalId('Job', key) })).data.job.outlook;
  const addJob = async (data: object) => (await api.database.prisma.job.create({ data: { kind: SCORE, payload: {}, ...data } })).id;
  const addWorker = (name: string, host: string) =>
    api.database.prisma.worker.create({ data: { name, host, pid: 1, device: 'a processor', providers: ['cpu'], versions: {} } });
  const addFinished = async (workerId: string, seconds: number, kind = SCORE) => {
    const startedAt = new Date('2026-01-01T00:00:00Z');
    const finishedAt = new Date(startedAt.getTime() + seconds * 1000);
    const jobId = await addJob({ kind, status: 'SUCCEEDED', attempt: 1, startedAt, finishedAt });
    await api.database.prisma.attempt.create({
      data: { jobId, number: 1, workerId, status: 'SUCCEEDED', startedAt, finishedAt },
    });
  };

  it('says what holds it, learns from finished jobs of its kind and machine, and is null when the job has ended', async () => {
    const first = await addJob({});
    const second = await addJob({});
    const urgent = await addJob({ priority: 5 });
    const onGpu = await addJob({ requiredProvider: 'cuda', priority: -1 });
    const waiting = await addJob({ status: 'WAITING' });
    expect(await ask(first)).toMatchObject({ hold: 'NO_WORKER', position: 2, expectedSeconds: null, comparableCount: 0 });

    await addWorker('here', 'host-a');
    await addWorker('gone', 'host-b');
    await api.database.prisma.worker.update({ where: { name: 'gone' }, data: { stoppedAt: new Date() } });
    expect(await ask(urgent)).toMatchObject({ hold: 'NEXT', position: 1 });
    expect(await ask(second)).toMatchObject({ hold: 'BEHIND_OTHERS', position: 3 });
    expect(await ask(onGpu)).toMatchObject({ hold: 'NO_WORKER', position: 4 });
    expect(await ask(waiting)).toMatchObject({ hold: 'NEEDS_JOBS', position: null });

    // Two are too few; those of a machine without workers and of another kind do not count.
    await addFinished('here', 10);
    await addFinished('here', 20);
    await addFinished('gone', 1000);
    await addFinished('here', 1000, 'prune-model');
    expect(await ask(first)).toMatchObject({ expectedSeconds: null, comparableCount: 2 });
    await addFinished('here', 60);
    // The quantiles of 10, 20 and 60 by linear interpolation: 10 + 0.2 × 10, 20, 20 + 0.8 × 40.
    expect(await ask(first)).toMatchObject({
      expectedSeconds: 20,
      expectedInterval: { low: 12, high: 52 },
      comparableCount: 3,
      isSameModel: false,
    });

    await api.database.prisma.job.update({ where: { id: first }, data: { status: 'RUNNING', startedAt: new Date(Date.now() - 5_000) } });
    const running = await ask(first);
    expect(running).toMatchObject({ hold: null, position: null });
    expect(running?.elapsedSeconds).toBeGreaterThanOrEqual(5);
    await api.database.prisma.job.update({ where: { id: first }, data: { status: 'FAILED' } });
    expect(await ask(first)).toBeNull();
  });
});
