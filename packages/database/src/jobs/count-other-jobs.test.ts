import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { countOtherJobs } from './count-other-jobs.ts';

describe('countOtherJobs', () => {
  let database: TestDatabase;
  let own: string;
  let other: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    for (const host of ['here', 'elsewhere'])
      await database.prisma.worker.create({
        data: { name: `worker ${host}`, host, pid: 1, device: 'a', providers: ['cpu'], versions: {} },
      });
    const job = { data: { kind: 'score-model', payload: {}, status: 'RUNNING' as const } };
    [own, other] = [(await database.prisma.job.create(job)).id, (await database.prisma.job.create(job)).id];
  });
  afterAll(() => database.drop());

  const attempt = (data: {
    jobId: string;
    workerId: string;
    status?: 'RUNNING' | 'SUCCEEDED';
    beatAgoMs: number;
    finishedAgoMs?: number;
  }) =>
    database.prisma.attempt.create({
      data: {
        jobId: data.jobId,
        workerId: data.workerId,
        number: 1,
        status: data.status ?? 'RUNNING',
        heartbeatAt: new Date(Date.now() - data.beatAgoMs),
        finishedAt: data.finishedAgoMs === undefined ? null : new Date(Date.now() - data.finishedAgoMs),
      },
    });
  const count = (sinceMs: number) => countOtherJobs(database, { host: 'here', jobId: own, sinceMs });
  const clear = () => database.prisma.attempt.deleteMany();

  it('counts neither the job itself nor jobs of other machines', async () => {
    await attempt({ jobId: own, workerId: 'worker here', beatAgoMs: 0 });
    await attempt({ jobId: other, workerId: 'worker elsewhere', beatAgoMs: 0 });
    expect(await count(60_000)).toBe(0);
    await clear();
  });

  it('counts a job that runs now, and not one whose worker fell silent before', async () => {
    await attempt({ jobId: other, workerId: 'worker here', beatAgoMs: 500 });
    expect(await count(10)).toBe(1);
    await clear();
    await attempt({ jobId: other, workerId: 'worker here', beatAgoMs: 60_000 });
    expect(await count(10)).toBe(0);
    await clear();
  });

  it('counts a job that ended within the time, and not one that ended before', async () => {
    await attempt({ jobId: other, workerId: 'worker here', status: 'SUCCEEDED', beatAgoMs: 20_000, finishedAgoMs: 20_000 });
    expect([await count(30_000), await count(10_000)]).toEqual([1, 0]);
    await clear();
  });
});
