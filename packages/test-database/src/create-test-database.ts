import { randomBytes } from 'node:crypto';
import { connectOrRefuse, createDatabase, type Database } from '@lamina/database';
import { testServerUrl } from './env.ts';
import { TEMPLATE_DATABASE } from './test-server.ts';

/** A migrated, empty database for one test file. */
export interface TestDatabase extends Database {
  /** Closes and drops the database. Call it in afterAll. */
  drop(): Promise<void>;
}

/**
 * Copies the migrated template to a new database on the server that the package's Jest global setup started:
 * `globalSetup: '../test-database/src/jest-global-setup.mjs'` in jest.config.js.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = testServerUrl.get();
  if (serverUrl === undefined)
    throw new Error('No test server: put globalSetup of @lamina/test-database into this package’s jest.config.js.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await runOnServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = createDatabase(url.href);
  return {
    ...database,
    async drop() {
      await database.close();
      await runOnServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function runOnServer(serverUrl: string, sql: string): Promise<void> {
  const client = await connectOrRefuse(serverUrl);
  try {
    // A template with a connection cannot be copied, and two copies at the same time fail: copies wait in a queue here.
    await client.query('SELECT pg_advisory_lock(1)');
    await client.query(sql);
  } finally {
    await client.end();
  }
}
