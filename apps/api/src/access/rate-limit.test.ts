import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type Database } from '@lamina/database';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { pino } from 'pino';
import { type RunningApi, startApi } from '../server/start-api.ts';
import { seedModel } from '../testing/seed-model.ts';
import { ADMIN_HEADERS, startTestApi, TEST_ADMIN_TOKEN, type TestApi } from '../testing/start-test-api.ts';
import { RateLimitedError, RateLimiter } from './rate-limiter.ts';
import type { Viewer } from './viewer.ts';

const QUERY = '{ rateLimit { limit remaining resetSeconds } }';
/** May touch 40,000 rows: 400 points. */
const DEAR = '{ models(first: 100) { nodes { layers(first: 100) { nodes { scores(first: 3) { nodes { mean } } } } } } }';

const send = (url: string, query: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query }) });

describe('a limited rate', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi({ rateLimits: { anonymous: 2, token: 5 } });
  });
  afterAll(() => api.close());

  it('tells where a caller stands, refuses what is too much, and counts a token by itself', async () => {
    const first = await send(api.url, QUERY);
    expect(await first.json()).toMatchObject({ data: { rateLimit: { limit: 2, remaining: 1 } } });
    expect(first.headers.get('ratelimit-remaining')).toBe('1');
    expect((await send(api.url, QUERY)).headers.get('ratelimit-remaining')).toBe('0');
    const refused = await send(api.url, QUERY);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    // One of two points a minute is refilled in 30 s.
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(30);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect((await send(api.url, QUERY, ADMIN_HEADERS)).headers.get('ratelimit-remaining')).toBe('4');
  });

  it('counts wrong tokens and documents that are not valid against their address', async () => {
    expect((await send(api.url, QUERY, { authorization: 'Bearer wrong' })).status).toBe(429);
    expect((await send(api.url, '{ nothing')).status).toBe(429);
  });
});

describe('a budget in points of cost', () => {
  let api: TestApi;
  let second: RunningApi;

  beforeAll(async () => {
    const rateLimits = { anonymous: 900, token: 100 };
    api = await startTestApi({ rateLimits });
    second = await startApi({
      databaseUrl: api.database.url,
      port: 0,
      adminToken: TEST_ADMIN_TOKEN,
      releasesFolder: '.',
      modelsFolder: '.',
      uploadsFolder: 'no-uploads',
      uploadedModelsFolder: 'no-uploads',
      webOrigin: 'http://localhost:3111',
      rateLimits,
      logger: pino({ level: 'silent' }),
    });
    for (let index = 0; index < 10; index += 1) await seedModel(api.database, { slug: `small-${index}`, blockCount: 12 });
  });
  afterAll(async () => {
    await second.close();
    await api.close();
  });

  const readRemaining = (response: Response): number => Number(response.headers.get('ratelimit-remaining'));

  it('takes a point for 100 rows that a request may touch, and gives back those that its reply did not need', async () => {
    const reply = await send(api.url, DEAR);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('ratelimit-limit')).toBe('900');
    // The reply has 10 models of 12 layers: 140 rows and 140 connections. Without giving back, 500 points would be left.
    expect(readRemaining(reply)).toBeGreaterThanOrEqual(900 - 8);
  });

  it('gives nothing back for a request that failed, in any process', async () => {
    const failed = await send(api.url, DEAR.replace('{', '{ job(id: "none") { id } '));
    expect(await failed.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    // 15 points a second are refilled.
    expect(readRemaining(failed)).toBeLessThan(700);
    const elsewhere = await send(second.url, DEAR.replace('{', '{ job(id: "none") { id } '));
    expect(readRemaining(elsewhere)).toBeLessThan(readRemaining(failed));
    const refused = await send(api.url, DEAR);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(27);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED', requested: 400, limit: 900 } }] });
  });

  it('refuses what no full budget holds with the code of a cost', async () => {
    const refused = await send(api.url, DEAR, ADMIN_HEADERS);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'COST_LIMIT_EXCEEDED', requested: 401, limit: 100 } }] });
  });
});

describe('RateLimiter', () => {
  let database: TestDatabase;
  /** The same database, on connections for which its clock stands still until a test moves it. */
  let stopped: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.pool.query(`
      CREATE SCHEMA stopped;
      CREATE TABLE stopped.clock AS SELECT now() AS "time";
      CREATE FUNCTION stopped.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT "time" FROM stopped.clock'`);
    const url = new URL(database.url);
    url.searchParams.set('options', '-c search_path=stopped,pg_catalog,public');
    stopped = createDatabase(url.href);
  });
  afterAll(async () => {
    await stopped.close();
    await database.drop();
  });

  const viewer = (tokenKey: string): Viewer => ({ name: 'a team', scopes: [], tokenKey });

  it('counts each address, each token and each person that a token acts for by itself', async () => {
    const limiter = new RateLimiter(stopped, { anonymous: 1, token: 1 });
    const callers: readonly (readonly [Viewer | null, string])[] = [
      [null, '192.0.2.1'],
      [null, '192.0.2.2'],
      [viewer('one'), '192.0.2.1'],
      [viewer('two'), '192.0.2.1'],
      [{ ...viewer('two'), person: 'one of them' }, '192.0.2.1'],
    ];
    for (const caller of callers) expect((await limiter.admit(...caller)).state).toMatchObject({ limit: 1, remaining: 0 });
    for (const caller of callers) await expect(limiter.admit(...caller)).rejects.toThrow(RateLimitedError);
    limiter.stop();
  });

  it('shares one budget between processes to the point, and refuses no more than it must', async () => {
    const limiters = [1, 2].map(() => new RateLimiter(stopped, { anonymous: 1, token: 6 }));
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => limiters[index % 2]?.admit(viewer('shared'), '192.0.2.1')),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    for (const limiter of limiters) limiter.stop();
  });

  it('refills evenly by the clock of the database, and a refused request spends nothing', async () => {
    const limiter = new RateLimiter(stopped, { anonymous: 1, token: 60 });
    const budget = await limiter.admit(viewer('slow'), '192.0.2.1');
    await budget.spend(50);
    await expect(budget.spend(40)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
    expect(budget.state.remaining).toBe(60 - 1 - 50);
    // Half a minute later half of the budget is back.
    await database.pool.query(`UPDATE stopped.clock SET "time" = "time" + interval '30 s'`);
    await budget.spend(1);
    expect(budget.state.remaining).toBe(60 - 1 - 50 + 30 - 1);
    limiter.stop();
  });

  it('stores no address and no name, and is unlogged', async () => {
    const { rows } = await database.pool.query<{ caller: string }>('SELECT "caller" FROM "RateBudget"');
    for (const { caller } of rows) expect(caller).toMatch(/^[0-9a-f]{64}$/);
    const kept = await database.pool.query(`SELECT relpersistence FROM pg_class WHERE relname = 'RateBudget'`);
    expect(kept.rows).toEqual([{ relpersistence: 'u' }]);
  });
});
