import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { migrate } from './migrate.ts';
import { loadMigrations } from './migration-files.ts';
import { writeTransaction } from './write-transaction.ts';

/** Copies what it finds, as a migration that rewrites rows does. */
const NEWER = { name: '29990101000000_newer', sql: 'CREATE TABLE found AS SELECT slug FROM "ModelFamily"', checksum: 'newer' };

describe('writeTransaction', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const write = (slug: string, before: () => Promise<void> = async () => undefined) =>
    writeTransaction(database, async ({ modelFamily }) => {
      await before();
      await modelFamily.create({ data: { slug, name: slug } });
    });
  const listSlugs = async (table: string) => (await database.pool.query(`SELECT slug FROM ${table}`)).rows;
  const waitForMigration = async (): Promise<void> => {
    const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    while ((await database.pool.query(waiting)).rowCount === 0) await new Promise(setImmediate);
  };

  it('lets a migration wait for a write that has begun, and refuses every write after it', async () => {
    let migrated: Promise<unknown> = Promise.resolve();
    await write('begun', async () => {
      migrated = migrate(database.url, { migrations: [...loadMigrations(), NEWER] });
      await waitForMigration();
    });
    await migrated;
    expect(await listSlugs('found')).toEqual([{ slug: 'begun' }]);
    await expect(write('late')).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(NEWER.name) });
    expect(await listSlugs('"ModelFamily"')).toEqual([{ slug: 'begun' }]);
  });
});
