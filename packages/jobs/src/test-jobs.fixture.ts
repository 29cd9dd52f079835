import * as db from '@lamina/database';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
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
/** A model of two blocks. */
export const registration: db.ModelRegistration = {
  slug: 'tiny',
  name: 'Tiny',
  family: { slug: 'tiny-family', name: 'Tiny family' },
  source: 'folder',
  location: '/nowhere',
  inspection,
};

/** A database with a model, its queue, and a worker's steps. */
export interface TestJobs {
  readonly database: TestDatabase;
  readonly queue: JobQueue;
  readonly revision: db.RevisionRecord;
  /** Submits a study of the model. */
  submit(idempotencyKey?: string): ReturnType<typeof db.createStudy>;
  /** Creates a job without a study. */
  create(job?: Partial<Parameters<typeof db.createJob>[1]>): ReturnType<typeof db.createJob>;
  /** Claims the next job that can be claimed. */
  take(): Promise<db.Job>;
  /** Takes all messages out of the queue. */
  drain(): Promise<void>;
  statusOf(studyId: string): Promise<string>;
  /** Deletes studies and jobs: what a test leaves claimed or put off would come to a later one on a slow machine. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestJobs(): Promise<TestJobs> {
  const database = await createTestDatabase();
  const queue = await openJobQueue(database.url, { role: 'worker' });
  const revision = await db.registerModel(database, registration);
  const take = async (): Promise<db.Job> => {
    const message = await queue.receive();
    if (message === undefined) throw new Error('the queue is empty');
    const job = await db.claimJob(database, message.jobId, 'worker-a');
    await queue.acknowledge(message);
    if (job === undefined) return take();
    return job;
  };
  return {
    database,
    queue,
    revision,
    submit(idempotencyKey) {
      const request = parseStudyRequest({ calibration: 'text', benchmarks: ['facts'] });
      const jobs = planStudy(revision.revisionId, request);
      const key = idempotencyKey === undefined ? {} : { idempotencyKey };
      return db.createStudy(database, { modelId: revision.modelId, request, jobs, ...key }, queue.enqueue);
    },
    create: (job = {}) => db.createJob(database, { kind: 'score-model', version: 1, payload: {}, ...job }, queue.enqueue),
    take,
    async drain() {
      for (let message = await queue.receive(); message !== undefined; message = await queue.receive()) await queue.acknowledge(message);
    },
    statusOf: async (studyId) => (await database.prisma.study.findUniqueOrThrow({ where: { id: studyId } })).status,
    async clear() {
      await database.pool.query('TRUNCATE pgboss.job, "Job", "Study" CASCADE');
    },
    async close() {
      await queue.stop();
      await database.drop();
    },
  };
}

/** The right of an attempt to write. */
export function fenceOf({ id, attempt }: Pick<db.Job, 'id' | 'attempt'>): db.Fence {
  return { jobId: id, attempt };
}
