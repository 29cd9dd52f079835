import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as db from '@lamina/database';
import { fenceOf, openTestJobs, registration, type TestJobs } from './test-jobs.fixture.ts';

describe('jobs of a study', () => {
  let jobs: TestJobs;
  let database: TestJobs['database'];
  let queue: TestJobs['queue'];
  beforeAll(async () => {
    jobs = await openTestJobs();
    ({ database, queue } = jobs);
  });
  afterEach(() => jobs.clear());
  afterAll(() => jobs.close());

  it('registers a model once, however often it is asked to', async () => {
    const again = await db.registerModel(database, registration);
    expect(again).toEqual(jobs.revision);
    expect(await database.prisma.modelRevision.count()).toBe(1);
    expect(await database.prisma.layer.count()).toBe(2);
  });

  it('runs score and dense first, then prune, then evaluate, and succeeds', async () => {
    const { studyId } = await jobs.submit();
    const first = await jobs.take();
    const second = await jobs.take();
    expect([first.kind, second.kind]).toEqual(['score-model', 'evaluate-model']);
    expect(await queue.receive()).toBeUndefined();
    await db.completeJob(database, fenceOf(first), queue.enqueue);
    const third = await jobs.take();
    expect(third.kind).toBe('prune-model');
    await db.completeJob(database, fenceOf(third), queue.enqueue);
    expect(await queue.receive()).toBeUndefined();
    await db.completeJob(database, fenceOf(second), queue.enqueue);
    const fourth = await jobs.take();
    expect(fourth.payload).toMatchObject({ subject: 'prunings', benchmarks: ['facts'], bos: 'auto' });
    expect(await jobs.statusOf(studyId)).toBe('RUNNING');
    await db.completeJob(database, fenceOf(fourth), queue.enqueue);
    expect(await jobs.statusOf(studyId)).toBe('SUCCEEDED');
  });

  it('makes one study of two submissions with one key at the same time', async () => {
    const [one, other] = await Promise.all([jobs.submit('same'), jobs.submit('same')]);
    expect(one.studyId).toBe(other.studyId);
    expect([one.isNew, other.isNew].sort()).toEqual([false, true]);
    await jobs.drain();
  });

  it('retries what may succeed later, fails what will not, and cancels what waited for it', async () => {
    const { studyId } = await jobs.submit();
    const score = await jobs.take();
    const dense = await jobs.take();
    await db.completeJob(database, fenceOf(dense), queue.enqueue);
    expect(
      await db.failJob(database, fenceOf(score), { code: 'RUNTIME_FAILED', message: 'out of memory', retryable: true }, queue.enqueue),
    ).toBe('retried');
    expect(await queue.receive()).toBeUndefined();
    const again = await db.claimJob(database, score.id, 'worker-b');
    if (again === undefined) throw new Error('not claimable');
    expect(await db.failJob(database, fenceOf(again), { code: 'BAD_USER_INPUT', message: 'no', retryable: false }, queue.enqueue)).toBe(
      'failed',
    );
    const stored = await database.prisma.job.findMany({ where: { studyId }, orderBy: { id: 'asc' } });
    expect(stored.map(({ status }) => status)).toEqual(['FAILED', 'SUCCEEDED', 'CANCELLED', 'CANCELLED']);
    expect(await jobs.statusOf(studyId)).toBe('FAILED');
    await db.retryJob(database, score.id, queue.enqueue);
    expect(await jobs.statusOf(studyId)).toBe('RUNNING');
    await jobs.drain();
  });

  it('gives a job up that has taken three workers with it, and what waited for it', async () => {
    const { studyId } = await jobs.submit();
    const { id } = await jobs.take();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      if (attempt > 1) await db.claimJob(database, id, `worker-${attempt}`);
      await database.prisma.attempt.updateMany({ where: { jobId: id }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
      expect(await db.reclaimStaleJobs(database, queue.enqueue)).toEqual([id]);
    }
    expect(await database.prisma.job.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'FAILED', errorCode: 'ATTEMPT_LOST' });
    expect(await db.claimJob(database, id, 'worker-4')).toBeUndefined();
    const stored = await database.prisma.job.findMany({ where: { studyId }, orderBy: { id: 'asc' } });
    expect(stored.map(({ status }) => status)).toEqual(['FAILED', 'QUEUED', 'CANCELLED', 'CANCELLED']);
    await jobs.drain();
  });
});
