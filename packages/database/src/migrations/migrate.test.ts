import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../test-utils/src/create-test-database.ts';
import { createDatabase } from '../create-database.ts';
import { loadMigrations } from './load-migrations.ts';
import { migrate } from './migrate.ts';

describe('migrate', () => {
  let database: TestDatabase;
  const sibling = (name: string): string => Object.assign(new URL(database.url), { pathname: `/${name}` }).href;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('creates a missing database, applies every migration once and nothing the second time', async () => {
    const url = sibling(`fresh_${Date.now()}`);
    expect(await migrate(url)).toContain('20261124000000_init');
    expect(await migrate(url)).toEqual([]);
  });

  it('keeps every row of a database that the first version has filled', async () => {
    const url = sibling(`filled_${Date.now()}`);
    await database.pool.query(`CREATE DATABASE ${new URL(url).pathname.slice(1)}`);
    const filled = createDatabase(url);
    const [first] = loadMigrations().migrationDirectories;
    const sql = first?.migrationFile.content.value ?? '';
    await filled.pool.query(sql);
    // Prisma's own table, with the first migration as it notes it.
    await filled.pool.query(`CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
      migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
      applied_steps_count integer NOT NULL DEFAULT 0)`);
    await filled.pool.query(
      'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)',
      [randomUUID(), createHash('sha256').update(sql).digest('hex'), first?.path],
    );
    await filled.pool.query(
      `INSERT INTO "ModelFamily" (id, slug, name) SELECT gen_random_uuid(), 'f' || n, 'Family' FROM generate_series(1, 50) n`,
    );
    await filled.pool.query(`INSERT INTO "Job" (id, kind, payload, status, "updatedAt")
      SELECT gen_random_uuid(), 'score-model', '{}', 'SUCCEEDED', now() FROM generate_series(1, 2000)`);
    await filled.pool.query(`INSERT INTO "Attempt" (id, "jobId", number, "workerId") SELECT gen_random_uuid(), id, 1, 'w' FROM "Job"`);
    await filled.pool.query(`INSERT INTO "JobEvent" (id, "jobId", attempt, type) SELECT gen_random_uuid(), id, 1, 'queued' FROM "Job"`);
    const count = async (): Promise<unknown> =>
      (
        await filled.pool.query(`SELECT (SELECT count(*) FROM "ModelFamily") AS families, (SELECT md5(string_agg(id::text, '' ORDER BY id)) FROM "Job") AS jobs,
          (SELECT md5(string_agg(id::text || "workerId", '' ORDER BY id)) FROM "Attempt") AS attempts, (SELECT count(*) FROM "JobEvent" WHERE type = 'queued') AS events`)
      ).rows[0];
    const before = await count();
    const applied = await migrate(url);
    expect(applied).toHaveLength(loadMigrations().migrationDirectories.length - 1);
    expect(await count()).toEqual(before);
    expect(await filled.prisma.attempt.count({ where: { lateWrites: 0 } })).toBe(2000);
    expect(await filled.prisma.job.count({ where: { priority: 0, requiredProvider: null } })).toBe(2000);
    await filled.close();
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
