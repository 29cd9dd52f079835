import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeGlobalId } from '../../data/global-id.ts';
import { seedJob } from '../../testing/seed-job.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

describe('attempts of a job', () => {
  let api: TestApi;
  let id: string;

  beforeAll(async () => {
    api = await startTestApi();
    const jobId = await seedJob(api.database);
    await seedJob(api.database);
    id = encodeGlobalId('Job', jobId);
    const lost = { status: 'LOST', errorCode: 'ATTEMPT_LOST', errorMessage: 'silent' } as const;
    await api.database.prisma.attempt.createMany({
      data: [
        { jobId, number: 1, workerId: 'a', ...lost },
        { jobId, number: 2, workerId: 'b' },
      ],
    });
  });
  afterAll(() => api.close());

  it('come first to last, and are found again by their ids', async () => {
    const query = 'query ($id: ID!) { job(id: $id) { attempts { id number status workerId error { code } } } }';
    const { attempts } = (await api.query<{ job: { attempts: { id: string }[] } }>(query, { id })).data.job;
    expect(attempts).toMatchObject([
      { number: 1, status: 'LOST', workerId: 'a', error: { code: 'ATTEMPT_LOST' } },
      { number: 2, status: 'RUNNING', workerId: 'b', error: null },
    ]);
    const reply = await api.query('query ($id: ID!) { node(id: $id) { ... on JobAttempt { number } } }', { id: attempts[0]?.id });
    expect(reply.data).toEqual({ node: { number: 1 } });
  });
});
