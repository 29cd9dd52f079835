import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeGlobalId } from '../data/global-id.ts';
import { seedJob } from '../testing/seed-job.ts';
import { startTestApi, TEST_ADMIN_TOKEN, type TestApi } from '../testing/start-test-api.ts';

const CANCEL = 'mutation ($id: ID!) { cancelJob(id: $id) { job { id status } } }';
const SUBMIT = `mutation { submitStudy(input: { models: ["x"], calibration: "x", strategies: [REVERSE], counts: [1], benchmarks: ["x"] }) { studies { id } } }`;

describe('writes', () => {
  let api: TestApi;
  let id: string;
  const admin = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };

  beforeAll(async () => {
    api = await startTestApi();
    id = encodeGlobalId('Job', await seedJob(api.database));
  });
  afterAll(() => api.close());

  it('refuse a caller without a token, with a wrong one, or with a part of one', async () => {
    const headers = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Bearer ${TEST_ADMIN_TOKEN.slice(0, -1)}` },
      { authorization: `Bearer ${TEST_ADMIN_TOKEN}x` },
      { authorization: TEST_ADMIN_TOKEN },
      { authorization: 'Bearer ' },
    ];
    for (const header of headers) {
      for (const query of [CANCEL, CANCEL.replace('cancelJob', 'retryJob'), SUBMIT]) {
        const reply = await api.query(query, query === SUBMIT ? {} : { id }, header);
        expect(reply.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
      }
    }
    expect((await api.database.prisma.job.findFirstOrThrow()).status).toBe('QUEUED');
  });

  it('cancel a job for the administrator, once, and tell how it stands', async () => {
    const reply = await api.query<{ cancelJob: { job: unknown } }>(CANCEL, { id }, admin);
    expect(reply.data.cancelJob.job).toEqual({ id, status: 'CANCELLED' });
    const again = await api.query(CANCEL, { id }, admin);
    expect(again.errors?.[0]?.extensions.code).toBe('CONFLICT');
  });

  it('queue a cancelled job again for the administrator', async () => {
    const reply = await api.query<{ retryJob: { job: unknown } }>(CANCEL.replace('cancelJob', 'retryJob'), { id }, admin);
    expect(reply.data.retryJob.job).toEqual({ id, status: 'QUEUED' });
  });

  it('refuse a job that does not exist', async () => {
    const unknown = encodeGlobalId('Job', '00000000-0000-7000-8000-000000000000');
    const reply = await api.query(CANCEL, { id: unknown }, admin);
    expect(reply.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});
