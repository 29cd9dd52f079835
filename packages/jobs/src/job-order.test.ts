import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as db from '@lamina/database';
import { openJobQueue } from './job-queue.ts';
import { fenceOf, openTestJobs, type TestJobs } from './test-jobs.fixture.ts';

describe('a job in the queue', () => {
  let jobs: TestJobs;
  let database: TestJobs['database'];
  let queue: TestJobs['queue'];
  beforeAll(async () => {
    jobs = await openTestJobs();
    ({ database, queue } = jobs);
  });
  afterEach(() => jobs.clear());
  afterAll(() => jobs.close());

  it('gives a job to one of two workers that claim it together', async () => {
    const job = await jobs.create();
    const claims = await Promise.all([db.claimJob(database, job.id, 'a'), db.claimJob(database, job.id, 'b')]);
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    await jobs.drain();
  });

  it('takes jobs by priority, then in the order of their submission', async () => {
    const create = (priority: number) => jobs.create({ priority });
    const made = [await create(-1), await create(0), await create(5), await create(0)];
    const taken = [await jobs.take(), await jobs.take(), await jobs.take(), await jobs.take()];
    expect(taken.map(({ id }) => id)).toEqual([made[2]?.id, made[1]?.id, made[3]?.id, made[0]?.id]);
    for (const job of taken) await db.completeJob(database, fenceOf(job), queue.enqueue);
  });

  it('shows a job that requires a provider to workers that have it only', async () => {
    const cuda = await openJobQueue(database.url, { role: 'worker', providers: ['cuda', 'cpu'] });
    const needy = await jobs.create({ requiredProvider: 'cuda' });
    const plain = await jobs.create({ priority: 9 });
    const forPlain = await queue.receive();
    expect(forPlain?.jobId).toBe(plain.id);
    expect(await queue.receive()).toBeUndefined();
    const forNeedy = await cuda.receive();
    expect(forNeedy?.jobId).toBe(needy.id);
    expect(await db.claimJob(database, needy.id, 'gpu')).toMatchObject({ requiredProvider: 'cuda' });
    if (forPlain) await queue.acknowledge(forPlain);
    if (forNeedy) await cuda.acknowledge(forNeedy);
    await cuda.stop();
    await db.cancelJob(database, plain.id);
  });

  it('times attempts and events by the clock of the database, whatever the clock of the worker says', async () => {
    const RealDate = Date;
    class SlowDate extends RealDate {
      constructor(value?: number | string | Date) {
        super(value ?? SlowDate.now());
      }
      static override now(): number {
        return RealDate.now() - 3_600_000;
      }
    }
    const { id } = await jobs.create();
    globalThis.Date = SlowDate as DateConstructor;
    const job = await jobs.take().finally(() => {
      globalThis.Date = RealDate;
    });
    expect(job.id).toBe(id);
    expect(await db.reclaimStaleJobs(database, queue.enqueue)).not.toContain(id);
    await db.completeJob(database, fenceOf(job), queue.enqueue);
    const attempt = await database.prisma.attempt.findFirstOrThrow({ where: { jobId: id } });
    const events = await database.prisma.jobEvent.findMany({ where: { jobId: id } });
    for (const { createdAt } of events) expect(Date.now() - createdAt.getTime()).toBeLessThan(600_000);
    expect(attempt.finishedAt?.getTime()).toBeGreaterThanOrEqual(attempt.startedAt.getTime());
  });

  it('waits twice as long before each attempt as before the last one, up to five minutes and the limit of attempts', async () => {
    const { id } = await jobs.create();
    await jobs.drain();
    await database.prisma.job.update({ where: { id }, data: { maxAttempts: 9 } });
    const ends: string[] = [];
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await db.claimJob(database, id, 'worker-a');
      const failure = { code: 'RUNTIME_FAILED', message: 'out of memory', retryable: true };
      ends.push(await db.failJob(database, { jobId: id, attempt }, failure, queue.enqueue));
    }
    expect(ends).toEqual([...Array.from({ length: 8 }, () => 'retried'), 'failed']);
    const { rows } = await database.pool.query<{ seconds: number }>(
      `SELECT round(extract(epoch FROM start_after - created_on))::int AS seconds FROM pgboss.job
       WHERE data->>'jobId' = $1 AND state = 'created' ORDER BY created_on`,
      [id],
    );
    expect(rows.map(({ seconds }) => seconds)).toEqual([5, 10, 20, 40, 80, 160, 300, 300]);
    await expect(db.retryJob(database, id, queue.enqueue)).resolves.toMatchObject({ maxAttempts: 10 });
    await jobs.drain();
  });

  it('cancels a queued job at once and a running one when its worker answers, and tells listeners', async () => {
    const changes: db.JobChange[] = [];
    const listener = await db.listenToJobEvents(database.url, (change) => changes.push(change));
    const queued = await jobs.create();
    expect((await db.cancelJob(database, queued.id)).status).toBe('CANCELLED');
    await expect(db.cancelJob(database, queued.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await jobs.create();
    const running = await jobs.take();
    expect((await db.cancelJob(database, running.id)).status).toBe('RUNNING');
    expect(await db.heartbeat(database, fenceOf(running))).toEqual({ cancelRequested: true });
    await db.acknowledgeCancel(database, fenceOf(running));
    await database.pool.query('SELECT 1');
    await listener.stop();
    expect(changes.filter(({ type }) => type === 'cancelled').map(({ jobId }) => jobId)).toEqual([queued.id, running.id]);
  });

  it('hands a job back when its worker shuts down, without using up an attempt', async () => {
    await jobs.create();
    const job = await jobs.take();
    await db.releaseJob(database, fenceOf(job), queue.enqueue);
    const next = await jobs.take();
    expect(next).toMatchObject({ id: job.id, attempt: 2, maxAttempts: job.maxAttempts + 1 });
    await db.completeJob(database, fenceOf(next), queue.enqueue);
  });
});
