import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { createDatabase } from '../connection/create-database.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migration-files.ts';
import { loadMigrations } from './migration-files.ts';
import { openDatabase } from './open-database.ts';

const NEWER: Migration = { name: '29990101000000_newer', sql: 'SELECT 1', checksum: 'newer' };

describe('openDatabase', () => {
  let database: TestDatabase;
  const ours = loadMigrations();
  const newest = ours.at(-1)?.name ?? '';
  const sibling = (name: string): string => Object.assign(new URL(database.url), { pathname: `/${name}_${Date.now()}` }).href;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('opens a database with exactly the migrations of this version', async () => {
    await (await openDatabase(database.url)).close();
  });

  it('refuses a database that was never migrated, and leaves it empty', async () => {
    const url = sibling('never');
    await expect(openDatabase(url)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(new RegExp(`needs the migration ${newest}, which the database lacks.*npm run migrate`)),
    });
    const never = createDatabase(url);
    expect((await never.pool.query(`SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).rowCount).toBe(0);
    await never.close();
  });

  it('refuses a database of a newer version, with the newest migration of both', async () => {
    const url = sibling('newer');
    await migrate(url, { migrations: [...ours, NEWER] });
    await expect(openDatabase(url)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(new RegExp(`has the migration ${NEWER.name}, and this program knows migrations up to ${newest}`)),
    });
  });
});
