import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { createDatabase } from '../connection/create-database.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migration-files.ts';
import { loadMigrations } from './migration-files.ts';

const made = (name: string, sql: string): Migration => ({ name, sql, checksum: name });

describe('migrate', () => {
  let database: TestDatabase;
  const sibling = (name: string): string => Object.assign(new URL(database.url), { pathname: `/${name}` }).href;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('creates a missing database, applies every migration once and nothing the second time', async () => {
    const url = sibling(`fresh_${Date.now()}`);
    expect(await migrate(url)).toEqual(loadMigrations().map(({ name }) => name));
    expect(await migrate(url)).toEqual([]);
  });

  it('gives up while another session uses the tables without leaving a part behind, and succeeds once they are free', async () => {
    const url = sibling(`used_${Date.now()}`);
    await migrate(url);
    const migrations = [
      ...loadMigrations(),
      made('29990101000000_newer', 'CREATE TABLE newer (); ALTER TABLE "Job" ADD COLUMN newer integer'),
    ];
    const used = createDatabase(url);
    await used.pool.query(`INSERT INTO "Job" (id, kind, payload, "updatedAt") VALUES (gen_random_uuid(), 'score-model', '{}', now())`);
    const describeTables = async (): Promise<unknown> =>
      (await used.pool.query(`SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`))
        .rows;
    const before = await describeTables();
    const reader = await used.pool.connect();
    await reader.query('BEGIN');
    const { rows: tables } = await reader.query<{ name: string }>(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
    );
    for (const { name } of tables) await reader.query(`SELECT FROM ${name}`);
    const patience = { lockTimeoutMs: 20, tries: 2, pauseMs: 1 };
    await expect(migrate(url, { patience, migrations })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('2 tries of 0.02 s'),
    });
    expect(await describeTables()).toEqual(before);
    await reader.query('COMMIT');
    reader.release();
    expect(await migrate(url, { patience, migrations })).toEqual(['29990101000000_newer']);
    expect(await used.prisma.job.count()).toBe(1);
    await used.close();
  });

  it('does without the index of search where the extension may not be made', async () => {
    const url = new URL(sibling(`plain_${Date.now()}`));
    const owner = new URL(url);
    Object.assign(url, { username: `plain_${Date.now()}`, password: 'plain' });
    await database.pool.query(`CREATE ROLE ${url.username} LOGIN PASSWORD 'plain'`);
    await database.pool.query(`CREATE DATABASE ${url.pathname.slice(1)}`);
    const plain = createDatabase(owner.href);
    const listIndices = async (): Promise<unknown> =>
      (await plain.pool.query(`SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'`)).rows;
    await plain.pool.query(`GRANT CREATE ON SCHEMA public TO ${url.username}`);
    expect(await migrate(url.href)).toHaveLength(loadMigrations().length);
    expect(await listIndices()).toEqual([]);
    await plain.close();
    await database.pool.query(`DROP DATABASE ${url.pathname.slice(1)}`);
    await database.pool.query(`DROP ROLE ${url.username}`);
    expect((await database.pool.query(`SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'`)).rows).toHaveLength(1);
  });

  it('undoes a migration that the rows do not permit, with the reason, and keeps those before it', async () => {
    const url = sibling(`unfit_${Date.now()}`);
    const first = made('1', 'CREATE TABLE one (value integer); INSERT INTO one VALUES (1), (1)');
    const second = made('2', 'CREATE TABLE two (); ALTER TABLE one ADD UNIQUE (value)');
    await expect(migrate(url, { migrations: [first, second] })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('could not create unique index'),
    });
    const unfit = createDatabase(url);
    expect((await unfit.pool.query(`SELECT to_regclass('two') AS two, count(*)::int AS rows FROM one`)).rows).toEqual([
      { two: null, rows: 2 },
    ]);
    expect(await migrate(url, { migrations: [first] })).toEqual([]);
    await unfit.close();
  });

  it('lets two processes start together', async () => {
    const url = sibling(`together_${Date.now()}`);
    const applied = await Promise.all([migrate(url), migrate(url)]);
    expect(applied.map((names) => names.length).sort()).toEqual([0, applied.flat().length]);
  });

  it('refuses a database with a migration that this version does not know', async () => {
    const url = sibling(`foreign_${Date.now()}`);
    await database.pool.query(`CREATE DATABASE ${new URL(url).pathname.slice(1)}`);
    await migrate(url);
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`UPDATE _prisma_migrations SET migration_name = '29990101000000_future'`);
    await client.end();
    await expect(migrate(url)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('29990101000000_future') });
  });

  it('refuses an unreachable server and keeps the password out of the message', async () => {
    const failure = migrate('postgresql://someone:secret@127.0.0.1:1/lamina');
    await expect(failure).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE', message: expect.not.stringContaining('secret') });
  });

  it('refuses what is no PostgreSQL URL', async () => {
    await expect(migrate('mysql://localhost/lamina')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
