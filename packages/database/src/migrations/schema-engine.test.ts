import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { loadMigrations } from './migration-files.ts';
import { withSchemaEngine } from './schema-engine.ts';
import { toMigrationList } from './to-migration-list.ts';

describe('withSchemaEngine', () => {
  let database: TestDatabase;
  let shadow: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    shadow = await createTestDatabase();
    await shadow.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  });
  afterAll(async () => {
    await database.drop();
    await shadow.drop();
  });

  it('outlives a server that ends the connection which the engine has given back', async () => {
    const urls = { databaseUrl: database.url, shadowDatabaseUrl: shadow.url };
    const migrations = { tag: 'migrations' as const, ...toMigrationList(loadMigrations()) };
    const filters = { externalTables: [], externalEnums: [] };
    const ended = await withSchemaEngine(urls, async (engine) => {
      await engine.diff({ from: { tag: 'empty' }, to: migrations, script: true, exitCode: null, filters });
      const others = 'FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
      const { rowCount } = await shadow.pool.query(`SELECT pg_terminate_backend(pid, 10000) ${others}`);
      // The answer and the end of the connection may arrive in one turn of the event loop.
      await new Promise(setImmediate);
      return rowCount;
    });
    expect(ended).toBe(1);
  });
});
