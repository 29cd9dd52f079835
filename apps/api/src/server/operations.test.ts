import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, listMigrationNames } from '@lamina/database';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';

const REGISTER = 'mutation { registerModel(input: { slug: "one", reference: "a-folder" }) { job { id } } }';

describe('an API in operation', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  it('has every metric that the dashboard and the alerts name', async () => {
    const read = (path: string) => readFileSync(join(import.meta.dirname, '../../../..', path), 'utf8');
    const served = await (await fetch(new URL('/metrics', api.url))).text();
    const ofWorkers = read('apps/scorer/src/metrics/worker-metrics.ts');
    for (const file of ['docker/monitoring/dashboard.json', 'docker/monitoring/alerts.yaml']) {
      const names = [...read(file).matchAll(/\b(lamina|process)_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''));
      expect(names.length).toBeGreaterThan(5);
      for (const name of names) expect([name, served.includes(`# TYPE ${name} `) || ofWorkers.includes(`'${name}'`)]).toEqual([name, true]);
    }
  });

  const newest = listMigrationNames().at(-1);
  const statusOf = async (path: string) => (await fetch(new URL(path, api.url))).status;

  it('is up, and ready as long as its database is migrated', async () => {
    expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 200]);
    await api.database.pool.query('ALTER TABLE _prisma_migrations RENAME TO hidden');
    expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);
    await api.database.pool.query('ALTER TABLE hidden RENAME TO _prisma_migrations');
    expect(await statusOf('/readyz')).toBe(200);
    // As a database of the version before, while a new API starts.
    await api.database.pool.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1', [newest]);
    expect(await statusOf('/readyz')).toBe(503);
    await api.database.pool.query('UPDATE _prisma_migrations SET rolled_back_at = NULL');
  });

  it('is not ready while its database lets nobody in, and is again afterwards by itself', async () => {
    const name = new URL(api.database.url).pathname.slice(1);
    const elsewhere = createDatabase(Object.assign(new URL(api.database.url), { pathname: '/postgres' }).href, { connections: 1 });
    await elsewhere.pool.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await elsewhere.pool.query('SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1', [name]);
    expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);
    await elsewhere.pool.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await elsewhere.close();
    expect(await statusOf('/readyz')).toBe(200);
  });

  it('names a request alike in its reply, its log, and the job that it submits', async () => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...ADMIN_HEADERS },
      body: JSON.stringify({ query: REGISTER }),
    });
    const requestId = response.headers.get('x-request-id');
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await api.database.prisma.job.findFirstOrThrow()).toMatchObject({ requestId });
    const lines = api.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(expect.objectContaining({ requestId, viewer: 'administrator', msg: 'mutation' }));
  });
});
