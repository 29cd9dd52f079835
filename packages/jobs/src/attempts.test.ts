import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as db from '@lamina/database';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { fenceOf, openTestJobs, type TestJobs } from './test-jobs.fixture.ts';

describe('attempts of a job', () => {
  let jobs: TestJobs;
  let database: TestJobs['database'];
  let queue: TestJobs['queue'];
  beforeAll(async () => {
    jobs = await openTestJobs();
    ({ database, queue } = jobs);
  });
  afterEach(() => jobs.clear());
  afterAll(() => jobs.close());

  it('makes a silent worker’s job claimable and refuses every later write of that worker, keeping nothing of it', async () => {
    await jobs.create();
    const lost = await jobs.take();
    expect(await db.reclaimStaleJobs(database, queue.enqueue)).not.toContain(lost.id);
    await database.prisma.attempt.updateMany({ where: { jobId: lost.id }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
    expect(await db.reclaimStaleJobs(database, queue.enqueue)).toContain(lost.id);
    const won = await jobs.take();
    expect(won).toMatchObject({ id: lost.id, attempt: lost.attempt + 1 });
    const refusal = { code: 'ATTEMPT_LOST' };
    await expect(db.heartbeat(database, fenceOf(lost))).rejects.toMatchObject(refusal);
    await expect(db.reportProgress(database, fenceOf(lost), { phase: 'score', done: 1, total: 2 })).rejects.toMatchObject(refusal);
    await expect(db.completeJob(database, fenceOf(lost), queue.enqueue)).rejects.toMatchObject(refusal);
    const insert = (fence: db.Fence) =>
      db.withFence(database, fence, (transaction) => transaction.modelFamily.create({ data: { slug: `by-${fence.attempt}`, name: 'x' } }));
    await expect(insert(fenceOf(lost))).rejects.toMatchObject(refusal);
    expect(await database.prisma.modelFamily.count({ where: { slug: `by-${lost.attempt}` } })).toBe(0);
    await insert(fenceOf(won));
    await db.completeJob(database, fenceOf(won), queue.enqueue);
  });

  it('takes the job of a worker whose connections are gone sooner than that of a silent one, unless the server itself was restarted', async () => {
    const name = `worker-${'x'.repeat(80)}-1`;
    const worker = db.createDatabase(database.url, { sessionName: db.sessionNameOf(name) });
    const { id } = await jobs.create();
    await db.claimJob(worker, id, name);
    const reclaim = () => db.reclaimStaleJobs(database, queue.enqueue, { staleAfterMs: 86_400_000, goneAfterMs: 0 });
    expect(await reclaim()).not.toContain(id);
    await worker.close();
    // The server may end a session after the client has gone on.
    const listSessions = 'SELECT FROM pg_stat_activity WHERE application_name = $1';
    const hasSessions = async () => ((await database.pool.query(listSessions, [db.sessionNameOf(name)])).rowCount ?? 0) > 0;
    for (let isOpen = await hasSessions(); isOpen; ) isOpen = await hasSessions();
    const beat = (after: string) =>
      database.pool.query('UPDATE "Attempt" SET "heartbeatAt" = pg_postmaster_start_time() + $1::interval WHERE "jobId" = $2', [after, id]);
    await beat('-1 second');
    expect(await reclaim()).not.toContain(id);
    await beat('1 millisecond');
    expect(await reclaim()).toContain(id);
    await jobs.drain();
  });

  it('takes back the job that a worker has without knowing it, and no other', async () => {
    const [one, other] = await Promise.all(
      ['worker-1', 'worker-2'].map(async (name) => {
        const { id } = await jobs.create();
        await db.claimJob(database, id, name);
        return id;
      }),
    );
    expect(await db.reclaimStaleJobs(database, queue.enqueue, { ofWorker: 'worker-1' })).toEqual([one]);
    expect(await database.prisma.job.findUnique({ where: { id: other ?? '' } })).toMatchObject({ status: 'RUNNING' });
    await jobs.drain();
  });

  it('counts what a lost attempt writes too late', async () => {
    const job = await jobs.create();
    const lost = await jobs.take();
    await database.prisma.attempt.updateMany({ where: { jobId: job.id }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
    await db.reclaimStaleJobs(database, queue.enqueue);
    const won = await jobs.take();
    const late = [
      db.saveCheckpoint(database, fenceOf(lost), { at: 1 }),
      db.appendJobLog(database, fenceOf(lost), [{ level: 'info', message: 'late' }]),
      db.withFence(database, fenceOf(lost), async () => undefined),
      db.completeJob(database, fenceOf(lost), queue.enqueue),
    ];
    for (const outcome of await Promise.allSettled(late))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ATTEMPT_LOST' } });
    await db.completeJob(database, fenceOf(won), queue.enqueue);
    const attempts = await database.prisma.attempt.findMany({ where: { jobId: job.id }, orderBy: { number: 'asc' } });
    expect(attempts.map(({ status, lateWrites, checkpoint }) => ({ status, lateWrites, checkpoint }))).toEqual([
      { status: 'LOST', lateWrites: 4, checkpoint: null },
      { status: 'SUCCEEDED', lateWrites: 0, checkpoint: null },
    ]);
    expect(await database.prisma.jobEvent.count({ where: { jobId: job.id, type: 'log' } })).toBe(0);
  });

  it('refuses every write of an attempt that has ended, although no other one has begun', async () => {
    const finish = async (end: (fence: db.Fence) => Promise<unknown>): Promise<db.Fence> => {
      await jobs.create();
      const fence = fenceOf(await jobs.take());
      await end(fence);
      return fence;
    };
    const ended = [
      await finish((fence) => db.completeJob(database, fence, queue.enqueue)),
      await finish(async (fence) => {
        await db.cancelJob(database, fence.jobId);
        await db.acknowledgeCancel(database, fence);
      }),
    ];
    for (const fence of ended) {
      const late = [
        db.saveCheckpoint(database, fence, { at: 1 }),
        db.withFence(database, fence, async () => undefined),
        db.reportProgress(database, fence, { phase: 'late', done: 1, total: 1 }),
        db.heartbeat(database, fence),
        db.completeJob(database, fence, queue.enqueue),
      ];
      for (const outcome of await Promise.allSettled(late))
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ATTEMPT_LOST' } });
    }
  });

  it('lets nobody take a job over while a write of its attempt has begun', async () => {
    await jobs.create();
    const fence = fenceOf(await jobs.take());
    const lockJob = () => database.pool.query('SELECT FROM "Job" WHERE id = $1 FOR UPDATE NOWAIT', [fence.jobId]);
    await db.withFence(database, fence, async () => {
      await expect(lockJob()).rejects.toMatchObject({ code: '55P03' });
    });
    await lockJob();
    await db.completeJob(database, fence, queue.enqueue);
  });

  it('hands a checkpoint over to the next attempt, the newest first, and never to the one that wrote it', async () => {
    const job = await jobs.create();
    const first = await jobs.take();
    expect(await db.findCheckpoint(database, fenceOf(first))).toBeUndefined();
    // A double that JSON must bring back to the last bit.
    await db.saveCheckpoint(database, fenceOf(first), { sums: [0.1 + 0.2, 1 / 3, 5e-324] });
    await db.saveCheckpoint(database, fenceOf(first), { sums: [0.1 + 0.2, 1 / 3, 5e-324], windows: 7 });
    expect(await db.findCheckpoint(database, fenceOf(first))).toBeUndefined();
    await db.releaseJob(database, fenceOf(first), queue.enqueue);
    const second = await jobs.take();
    expect(second.id).toBe(job.id);
    const handedOver = { attempt: 1, value: { sums: [0.1 + 0.2, 1 / 3, 5e-324], windows: 7 } };
    expect(await db.findCheckpoint(database, fenceOf(second))).toEqual(handedOver);
    // An attempt that dies before its first checkpoint loses nothing.
    await db.releaseJob(database, fenceOf(second), queue.enqueue);
    const third = await jobs.take();
    expect(await db.findCheckpoint(database, fenceOf(third))).toEqual(handedOver);
    await db.completeJob(database, fenceOf(third), queue.enqueue);
  });

  it('keeps nothing of a result whose transaction fails half-way', async () => {
    await jobs.create({ kind: 'prune-model' });
    const job = await jobs.take();
    const remove = createRemoval({ blocks: [1] });
    const good: db.NewPruning = {
      change: { ...UNCHANGED, remove },
      caveat: null,
      isImported: false,
      strategy: 'reverse',
      seed: null,
      protectFirst: false,
      protectLast: false,
      units: ['block'],
      order: remove,
      scoreRunId: null,
      parametersAfter: 1,
      bytesBefore: null,
      bytesAfter: null,
      cacheBytesPerToken: null,
      plan: {},
      artefact: null,
    };
    const bad = { ...good, strategy: 'sequential', scoreRunId: '00000000-0000-7000-8000-000000000000' };
    await expect(db.savePrunings(database, fenceOf(job), { revision: jobs.revision, studyId: null }, [good, bad])).rejects.toThrow();
    expect(await database.prisma.pruning.count({ where: { jobId: job.id } })).toBe(0);
    await db.completeJob(database, fenceOf(job), queue.enqueue);
  });
});
