import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cancelJob, claimJob, reportProgress } from '@lamina/database';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { encodeGlobalId } from '../../data/global-id.ts';
import { seedJob } from '../../testing/seed-job.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

interface Event {
  readonly data?: {
    readonly jobProgress?: { readonly status: string; readonly progress: { readonly done: number; readonly ratio: number | null } };
    readonly jobs?: { readonly id: string; readonly status: string };
  } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[];
}

const PROGRESS = 'subscription ($id: ID!) { jobProgress(id: $id) { status progress { done ratio } } }';

describe('subscriptions', () => {
  let api: TestApi;
  let client: Client;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());
  beforeEach(() => {
    client = createClient({ url: api.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  });
  afterEach(() => client.dispose());

  const watch = (query: string, variables: Record<string, unknown> = {}) =>
    client.iterate({ query, variables }) as AsyncIterableIterator<Event>;

  it('tell how a job stands, then its progress, and end with the job', async () => {
    const key = await seedJob(api.database);
    const events = watch(PROGRESS, { id: encodeGlobalId('Job', key) });
    const first = (await events.next()).value;
    expect(first.data.jobProgress.status).toBe('QUEUED');
    expect(first.extensions).toMatchObject({ cost: { requested: 2, limit: 100_000, remaining: 99_998 }, apiVersion: expect.any(String) });

    const claimed = await claimJob(api.database, key, 'test-worker');
    expect((await events.next()).value.data.jobProgress.status).toBe('RUNNING');

    await reportProgress(api.database, { jobId: key, attempt: claimed?.attempt ?? 0 }, { phase: 'score', done: 3, total: 4 });
    expect((await events.next()).value.data.jobProgress).toEqual({ status: 'RUNNING', progress: { done: 3, ratio: 0.75 } });

    await api.database.prisma.job.update({ where: { id: key }, data: { status: 'QUEUED' } });
    await cancelJob(api.database, key);
    expect((await events.next()).value.data.jobProgress.status).toBe('CANCELLED');
    expect((await events.next()).done).toBe(true);
  });

  it('end at once for a job that is over', async () => {
    const key = await seedJob(api.database);
    await cancelJob(api.database, key);
    const events = watch(PROGRESS, { id: encodeGlobalId('Job', key) });
    expect((await events.next()).value.data.jobProgress.status).toBe('CANCELLED');
    expect((await events.next()).done).toBe(true);
  });

  it('tell what happened while the connection to the database was interrupted', async () => {
    const key = await seedJob(api.database);
    const events = watch(PROGRESS, { id: encodeGlobalId('Job', key) });
    expect((await events.next()).value.data.jobProgress.status).toBe('QUEUED');
    // Nobody is notified of this change.
    await api.database.prisma.job.update({ where: { id: key }, data: { status: 'CANCELLED' } });
    await api.database.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    expect((await events.next()).value.data.jobProgress.status).toBe('CANCELLED');
    expect((await events.next()).done).toBe(true);
  });

  it('tell what belongs to a job as it is at each change', async () => {
    const key = await seedJob(api.database);
    const events = watch('subscription ($id: ID!) { jobProgress(id: $id) { status attempts { workerId } } }', {
      id: encodeGlobalId('Job', key),
    });
    expect((await events.next()).value.data.jobProgress).toEqual({ status: 'QUEUED', attempts: [] });
    await claimJob(api.database, key, 'test-worker');
    expect((await events.next()).value.data.jobProgress).toEqual({ status: 'RUNNING', attempts: [{ workerId: 'test-worker' }] });
    await events.return?.();
  });

  it('bring the jobs that match a filter', async () => {
    const key = await seedJob(api.database, 'evaluate-model');
    const events = watch('subscription { jobs(filter: { kind: PRUNE_MODEL }) { id status } }');
    const other = await seedJob(api.database, 'prune-model');
    const next = events.next();
    // The subscription exists once the socket answers a ping that was sent after it.
    await watch('subscription ($id: ID!) { jobProgress(id: $id) { status } }', { id: encodeGlobalId('Job', key) }).next();
    await cancelJob(api.database, key);
    await cancelJob(api.database, other);
    expect((await next).value.data.jobs).toEqual({ id: encodeGlobalId('Job', other), status: 'CANCELLED' });
  });

  async function codeOf(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
    const outcome = await watch(query, variables)
      .next()
      .catch((errors: unknown) => ({ value: { errors } }));
    return outcome.value.errors[0].extensions.code;
  }

  it('refuse unknown jobs, wrong variables, queries, and documents over the limits, each with its code', async () => {
    const unknown = encodeGlobalId('Job', '00000000-0000-7000-8000-000000000000');
    expect(await codeOf(PROGRESS, { id: unknown })).toBe('NOT_FOUND');
    expect(await codeOf(PROGRESS, { id: 'nonsense' })).toBe('BAD_USER_INPUT');
    expect(await codeOf(PROGRESS)).toBe('BAD_USER_INPUT');
    expect(await codeOf('{ models { totalCount } }')).toBe('BAD_USER_INPUT');
    expect(await codeOf('subscription {')).toBe('GRAPHQL_PARSE_FAILED');
    expect(await codeOf('subscription { nothing }')).toBe('GRAPHQL_VALIDATION_FAILED');
    const deep = `subscription { jobs { study ${'{ model { studies { nodes '.repeat(5)} { id } ${'} } }'.repeat(5)} } }`;
    expect(await codeOf(deep)).toBe('DEPTH_LIMIT_EXCEEDED');
  });

  it('refuse sockets of foreign pages', async () => {
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws', { origin: 'https://elsewhere.example' });
    const message = await new Promise((resolve) => socket.on('error', (error) => resolve(error.message)));
    expect(message).toContain('401');
  });

  it('take the socket of the page that the API serves itself', async () => {
    const { origin } = new URL(api.url);
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws', { origin });
    const outcome = await new Promise((resolve) => {
      socket.on('open', () => resolve('open'));
      socket.on('error', (error) => resolve(error.message));
    });
    socket.close();
    expect(outcome).toBe('open');
  });
});

describe('subscriptions of an API that answers nobody without a token', () => {
  let api: TestApi;
  let id: string;

  beforeAll(async () => {
    api = await startTestApi({ isAnonymousAllowed: false });
    id = encodeGlobalId('Job', await seedJob(api.database));
  });
  afterAll(() => api.close());

  /** The first event of a socket: a status, or the code of its refusal. */
  async function firstOf(connectionParams: Record<string, unknown>, headers: Record<string, string> = {}): Promise<unknown> {
    const Socket = class extends WebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols, { headers });
      }
    };
    const client = createClient({ url: api.url.replace('http', 'ws'), webSocketImpl: Socket, retryAttempts: 0, connectionParams });
    try {
      const events = client.iterate({ query: PROGRESS, variables: { id } }) as AsyncIterableIterator<Event>;
      return (await events.next()).value.data.jobProgress.status;
    } catch (errors) {
      return (errors as NonNullable<Event['errors']>)[0]?.extensions?.code;
    } finally {
      await client.dispose();
    }
  }

  it('take it from the connection parameters, as browsers send it, or from the header', async () => {
    expect(await firstOf(ADMIN_HEADERS)).toBe('QUEUED');
    expect(await firstOf({}, ADMIN_HEADERS)).toBe('QUEUED');
  });

  it('are refused without one, with a wrong one, and with a parameter that is no text', async () => {
    const wrong = { authorization: `Bearer lam_${'0'.repeat(16)}_${'A'.repeat(43)}` };
    for (const [params, headers] of [
      [{}, {}],
      [wrong, {}],
      [{}, wrong],
      [wrong, ADMIN_HEADERS],
      [{ authorization: { is: 'an object' } }, {}],
    ] as const)
      expect(await firstOf(params, headers)).toBe('UNAUTHENTICATED');
  });
});
