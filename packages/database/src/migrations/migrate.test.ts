import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../test-utils/src/create-test-database.ts';
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
