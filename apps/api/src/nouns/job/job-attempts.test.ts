import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeGlobalId } from '../../data/global-id.ts';
import { seedJob } from '../../testing/seed-job.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const ATTEMPTS = `query ($id: ID!, $first: Int, $after: String, $filter: JobAttemptFilter, $orderBy: [JobAttemptOrder!]) { job(id: $id) {
  attempts { number }
  attemptsConnection(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id number status workerId error { code } } } } }`;

interface Reply {
  readonly job: {
    readonly attempts: readonly { readonly number: number }[];
    readonly attemptsConnection: {
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      readonly nodes: readonly { readonly id: string; readonly number: number }[];
    };
  };
}

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
        { jobId, number: 2, workerId: 'b', ...lost },
        { jobId, number: 3, workerId: 'a' },
      ],
    });
  });
  afterAll(() => api.close());

  const ask = async (variables: object): Promise<Reply['job']> => (await api.query<Reply>(ATTEMPTS, { id, ...variables })).data.job;

  it('come page by page, first to last', async () => {
    const first = await ask({ first: 2 });
    expect(first.attempts.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(first.attemptsConnection).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      nodes: [{ number: 1, status: 'LOST', workerId: 'a', error: { code: 'ATTEMPT_LOST' } }, { number: 2 }],
    });
    const rest = await ask({ first: 2, after: first.attemptsConnection.pageInfo.endCursor });
    expect(rest.attemptsConnection).toMatchObject({
      pageInfo: { hasNextPage: false },
      nodes: [{ number: 3, status: 'RUNNING', error: null }],
    });
  });

  it('are filtered and sorted, and found again by their ids', async () => {
    const orderBy = [{ field: 'NUMBER', direction: 'DESC' }];
    const { attemptsConnection } = await ask({ filter: { statuses: ['LOST'] }, orderBy });
    expect(attemptsConnection).toMatchObject({ totalCount: 2, nodes: [{ number: 2 }, { number: 1 }] });
    expect((await ask({ filter: { workerId: 'a', status: 'LOST' } })).attemptsConnection.nodes).toMatchObject([{ number: 1 }]);
    const [node] = attemptsConnection.nodes;
    const reply = await api.query('query ($id: ID!) { node(id: $id) { ... on JobAttempt { number } } }', { id: node?.id });
    expect(reply.data).toEqual({ node: { number: 2 } });
  });
});
