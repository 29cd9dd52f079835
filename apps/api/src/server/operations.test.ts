import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, listMigrationNames } from '@lamina/database';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';

const NEWER = '29990101000000_newer';
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
    const ofWorkers = read('apps/scorer/src/worker/worker-metrics.ts');
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
  });

  it('answers reads but refuses writes, and is not ready, once a newer version has migrated its database', async () => {
    await api.database.pool.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('newer', '', now(), $1)`,
      [NEWER],
    );
    const reply = await fetch(new URL('/readyz', api.url));
    const reason = expect.stringMatching(new RegExp(`has the migration ${NEWER}, and this program knows migrations up to ${newest}`));
    expect([reply.status, await reply.json()]).toEqual([503, { status: 'not ready', reason }]);
    expect((await api.query('{ jobs { totalCount } }')).data).toEqual({ jobs: { totalCount: 0 } });
    const refused = await api.query(REGISTER, {}, ADMIN_HEADERS);
    expect(refused.errors).toEqual([expect.objectContaining({ message: reason, extensions: { code: 'CONFLICT' } })]);
    expect([await api.database.prisma.job.count(), await api.database.prisma.auditEntry.count()]).toEqual([0, 0]);
    await api.database.pool.query('DELETE FROM _prisma_migrations WHERE migration_name = $1', [NEWER]);
    expect(await statusOf('/readyz')).toBe(200);
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

  it('uses one request id in the reply, the log, and the submitted job', async () => {
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
