import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoval, listUnits } from '@lamina/plans';
import * as db from '../../database/src/index.ts';
import { createTestDatabase, type TestDatabase } from '../../test-database/src/create-test-database.ts';
import { type JobQueue, openJobQueue } from './job-queue.ts';
import { planStudy } from './plan-study.ts';
import { parseStudyRequest } from './study-request.ts';

const inspection: db.InspectedModel = {
  architecture: 'llama',
  blocks: 2,
  hiddenSize: 8,
  vocabularySize: 16,
  parameters: 300,
  opset: 18,
  producer: 'test',
  precision: 'fp32',
  normPlacement: 'pre',
  boundaries: ['a', 'b', 'c'],
  layers: [0, 1].map((index) => ({ index, kind: 'attention+mlp', parameters: 100, cachePorts: [] })),
  warnings: [],
  format: 'onnx',
  storedTypes: null,
  digests: { graphSha256: 'a', weightsSha256: 'b', tokenizerSha256: null },
};
const registration: db.ModelRegistration = {
  slug: 'tiny',
  name: 'Tiny',
  family: { slug: 'tiny-family', name: 'Tiny family' },
  source: 'folder',
  location: '/nowhere',
  inspection,
};

describe('jobs of a study', () => {
  let database: TestDatabase;
  let queue: JobQueue;
  let revision: db.RevisionRecord;

  beforeAll(async () => {
    database = await createTestDatabase();
    queue = await openJobQueue(database.url, { role: 'worker' });
    revision = await db.registerModel(database, registration);
  });
  // What a test leaves claimed or put off would come to a later one on a slow machine.
  afterEach(async () => {
    await database.pool.query('TRUNCATE pgboss.job, "Job", "Study" CASCADE');
  });
  afterAll(async () => {
    await queue.stop();
    await database.drop();
  });

  const submit = (idempotencyKey?: string) => {
    const request = parseStudyRequest({ calibration: 'text', benchmarks: ['facts'] });
    const study = {
      modelId: revision.modelId,
      request,
      jobs: planStudy(revision.revisionId, request),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    };
    return db.createStudy(database, study, queue.enqueue);
  };
  const take = async (): Promise<db.JobRecord> => {
    const message = await queue.receive();
    if (message === undefined) throw new Error('the queue is empty');
    const job = await db.claimJob(database, message.jobId, 'worker-a');
    await queue.acknowledge(message);
    if (job === undefined) return take();
    return job;
  };
  const fenceOf = ({ id, attempt }: db.JobRecord): db.Fence => ({ jobId: id, attempt });
  const statusOf = async (studyId: string) => (await database.prisma.study.findUniqueOrThrow({ where: { id: studyId } })).status;
  const drain = async (): Promise<void> => {
    for (let message = await queue.receive(); message !== undefined; message = await queue.receive()) await queue.acknowledge(message);
  };

  it('registers a model once, however often it is asked to', async () => {
    const again = await db.registerModel(database, registration);
    expect(again).toEqual(revision);
    expect(await database.prisma.modelRevision.count()).toBe(1);
    expect(await database.prisma.layer.count()).toBe(2);
  });

  it('runs score and dense first, then prune, then evaluate, and succeeds', async () => {
    const { studyId } = await submit();
    const first = await take();
    const second = await take();
    expect([first.kind, second.kind]).toEqual(['score-model', 'evaluate-model']);
    expect(await queue.receive()).toBeUndefined();
    await db.completeJob(database, fenceOf(first), queue.enqueue);
    const third = await take();
    expect(third.kind).toBe('prune-model');
    await db.completeJob(database, fenceOf(third), queue.enqueue);
    expect(await queue.receive()).toBeUndefined();
    await db.completeJob(database, fenceOf(second), queue.enqueue);
    const fourth = await take();
    expect(fourth.payload).toMatchObject({ subject: 'prunings', benchmarks: ['facts'], bos: 'auto' });
    expect(await statusOf(studyId)).toBe('RUNNING');
    await db.completeJob(database, fenceOf(fourth), queue.enqueue);
    expect(await statusOf(studyId)).toBe('SUCCEEDED');
  });

  it('makes one study of two submissions with one key at the same time', async () => {
    const [one, other] = await Promise.all([submit('same'), submit('same')]);
    expect(one.studyId).toBe(other.studyId);
    expect([one.isNew, other.isNew].sort()).toEqual([false, true]);
    await drain();
  });

  it('gives a job to one of two workers that claim it together', async () => {
    const job = await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    const claims = await Promise.all([db.claimJob(database, job.id, 'a'), db.claimJob(database, job.id, 'b')]);
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    await drain();
  });

  it('makes a silent worker’s job claimable and refuses every later write of that worker, keeping nothing of it', async () => {
    await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    const lost = await take();
    expect(await db.reclaimStaleJobs(database, queue.enqueue)).not.toContain(lost.id);
    await database.prisma.attempt.updateMany({ where: { jobId: lost.id }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
    expect(await db.reclaimStaleJobs(database, queue.enqueue)).toContain(lost.id);
    const won = await take();
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
    const { id } = await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    await db.claimJob(worker, id, name);
    const reclaim = () => db.reclaimStaleJobs(database, queue.enqueue, { staleAfterMs: 86_400_000, goneAfterMs: 0 });
    expect(await reclaim()).not.toContain(id);
    await worker.close();
    const beat = (after: string) =>
      database.pool.query('UPDATE "Attempt" SET "heartbeatAt" = pg_postmaster_start_time() + $1::interval WHERE "jobId" = $2', [after, id]);
    await beat('-1 second');
    expect(await reclaim()).not.toContain(id);
    await beat('1 millisecond');
    expect(await reclaim()).toContain(id);
    await drain();
  });

  it('takes back the job that a worker has without knowing it, and no other', async () => {
    const [one, other] = await Promise.all(
      ['worker-1', 'worker-2'].map(async (name) => {
        const { id } = await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
        await db.claimJob(database, id, name);
        return id;
      }),
    );
    expect(await db.reclaimStaleJobs(database, queue.enqueue, { ofWorker: 'worker-1' })).toEqual([one]);
    expect(await database.prisma.job.findUnique({ where: { id: other ?? '' } })).toMatchObject({ status: 'RUNNING' });
    await drain();
  });

  it('counts what a lost attempt writes too late', async () => {
    const job = await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    const lost = await take();
    await database.prisma.attempt.updateMany({ where: { jobId: job.id }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
    await db.reclaimStaleJobs(database, queue.enqueue);
    const won = await take();
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
      await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
      const fence = fenceOf(await take());
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
    await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    const fence = fenceOf(await take());
    const lockJob = () => database.pool.query('SELECT FROM "Job" WHERE id = $1 FOR UPDATE NOWAIT', [fence.jobId]);
    await db.withFence(database, fence, async () => {
      await expect(lockJob()).rejects.toMatchObject({ code: '55P03' });
    });
    await lockJob();
    await db.completeJob(database, fence, queue.enqueue);
  });

  it('hands a checkpoint over to the next attempt, the newest first, and never to the one that wrote it', async () => {
    const job = await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    const first = await take();
    expect(await db.findCheckpoint(database, fenceOf(first))).toBeUndefined();
    // A double that JSON must bring back to the last bit.
    await db.saveCheckpoint(database, fenceOf(first), { sums: [0.1 + 0.2, 1 / 3, 5e-324] });
    await db.saveCheckpoint(database, fenceOf(first), { sums: [0.1 + 0.2, 1 / 3, 5e-324], windows: 7 });
    expect(await db.findCheckpoint(database, fenceOf(first))).toBeUndefined();
    await db.releaseJob(database, fenceOf(first), queue.enqueue);
    const second = await take();
    expect(second.id).toBe(job.id);
    const handedOver = { attempt: 1, value: { sums: [0.1 + 0.2, 1 / 3, 5e-324], windows: 7 } };
    expect(await db.findCheckpoint(database, fenceOf(second))).toEqual(handedOver);
    // An attempt that dies before its first checkpoint loses nothing.
    await db.releaseJob(database, fenceOf(second), queue.enqueue);
    const third = await take();
    expect(await db.findCheckpoint(database, fenceOf(third))).toEqual(handedOver);
    await db.completeJob(database, fenceOf(third), queue.enqueue);
  });

  it('takes jobs by priority, then in the order of their submission', async () => {
    const create = (priority: number) => db.createJob(database, { kind: 'score-model', version: 1, payload: {}, priority }, queue.enqueue);
    const made = [await create(-1), await create(0), await create(5), await create(0)];
    const taken = [await take(), await take(), await take(), await take()];
    expect(taken.map(({ id }) => id)).toEqual([made[2]?.id, made[1]?.id, made[3]?.id, made[0]?.id]);
    for (const job of taken) await db.completeJob(database, fenceOf(job), queue.enqueue);
  });

  it('shows a job that requires a provider to workers that have it only', async () => {
    const cuda = await openJobQueue(database.url, { role: 'worker', providers: ['cuda', 'cpu'] });
    const job = { kind: 'score-model', version: 1, payload: {} };
    const needy = await db.createJob(database, { ...job, requiredProvider: 'cuda' }, queue.enqueue);
    const plain = await db.createJob(database, { ...job, priority: 9 }, queue.enqueue);
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
    const { id } = await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    globalThis.Date = SlowDate as DateConstructor;
    const job = await take().finally(() => {
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

  it('keeps nothing of a result whose transaction fails half-way', async () => {
    await db.createJob(database, { kind: 'prune-model', version: 1, payload: {} }, queue.enqueue);
    const job = await take();
    const removal = createRemoval({ blocks: [1] });
    const good: db.NewPruning = {
      lane: 'removal-only',
      strategy: 'reverse',
      seed: null,
      protectFirst: false,
      protectLast: false,
      units: ['block'],
      removal,
      order: listUnits(removal),
      scoreRunId: null,
      parametersAfter: 1,
      cacheBytesPerToken: null,
      repair: null,
      plan: {},
      artefact: null,
    };
    const bad = { ...good, strategy: 'sequential', scoreRunId: '00000000-0000-7000-8000-000000000000' };
    await expect(db.savePrunings(database, fenceOf(job), { revision, studyId: null }, [good, bad])).rejects.toThrow();
    expect(await database.prisma.pruning.count({ where: { jobId: job.id } })).toBe(0);
    await db.completeJob(database, fenceOf(job), queue.enqueue);
  });

  it('retries what may succeed later, fails what will not, and cancels what waited for it', async () => {
    const { studyId } = await submit();
    const score = await take();
    const dense = await take();
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
    const jobs = await database.prisma.job.findMany({ where: { studyId }, orderBy: { id: 'asc' } });
    expect(jobs.map(({ status }) => status)).toEqual(['FAILED', 'SUCCEEDED', 'CANCELLED', 'CANCELLED']);
    expect(await statusOf(studyId)).toBe('FAILED');
    await db.retryJob(database, score.id, queue.enqueue);
    expect(await statusOf(studyId)).toBe('RUNNING');
    await drain();
  });

  it('waits twice as long before each attempt as before the last one, up to five minutes and the limit of attempts', async () => {
    const { id } = await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    await drain();
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
    await drain();
  });

  it('gives a job up that has taken three workers with it, and what waited for it', async () => {
    const { studyId } = await submit();
    const { id } = await take();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      if (attempt > 1) await db.claimJob(database, id, `worker-${attempt}`);
      await database.prisma.attempt.updateMany({ where: { jobId: id }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
      expect(await db.reclaimStaleJobs(database, queue.enqueue)).toEqual([id]);
    }
    expect(await database.prisma.job.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'FAILED', errorCode: 'ATTEMPT_LOST' });
    expect(await db.claimJob(database, id, 'worker-4')).toBeUndefined();
    const jobs = await database.prisma.job.findMany({ where: { studyId }, orderBy: { id: 'asc' } });
    expect(jobs.map(({ status }) => status)).toEqual(['FAILED', 'QUEUED', 'CANCELLED', 'CANCELLED']);
    await drain();
  });

  it('cancels a queued job at once and a running one when its worker answers, and tells listeners', async () => {
    const changes: db.JobChange[] = [];
    const listener = await db.listenToJobEvents(database.url, (change) => changes.push(change));
    const queued = await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    expect((await db.cancelJob(database, queued.id)).status).toBe('CANCELLED');
    await expect(db.cancelJob(database, queued.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    const running = await take();
    expect((await db.cancelJob(database, running.id)).status).toBe('RUNNING');
    expect(await db.heartbeat(database, fenceOf(running))).toEqual({ cancelRequested: true });
    await db.acknowledgeCancel(database, fenceOf(running));
    await database.pool.query('SELECT 1');
    await listener.stop();
    expect(changes.filter(({ type }) => type === 'cancelled').map(({ jobId }) => jobId)).toEqual([queued.id, running.id]);
  });

  it('hands a job back when its worker shuts down, without using up an attempt', async () => {
    await db.createJob(database, { kind: 'score-model', version: 1, payload: {} }, queue.enqueue);
    const job = await take();
    await db.releaseJob(database, fenceOf(job), queue.enqueue);
    const next = await take();
    expect(next).toMatchObject({ id: job.id, attempt: 2, maxAttempts: job.maxAttempts + 1 });
    await db.completeJob(database, fenceOf(next), queue.enqueue);
  });
});
